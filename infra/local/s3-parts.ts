import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AwsError } from './aws-server.ts';
import { byBytes, type BucketObjects, type NewObject } from './s3-objects.ts';

export interface Upload {
  uploadId: string;
  key: string;
  initiated: string;
  given: NewObject;
}

export interface Part {
  number: number;
  size: number;
  etag: string;
  crc32: string;
  modified: string;
}

/** Uploads in parts of one bucket that are neither completed nor aborted: each a folder with its parts. */
export class BucketUploads {
  private readonly folder: string;

  constructor(bucket: BucketObjects) {
    this.folder = join(bucket.folder, 'parts');
    mkdirSync(this.folder, { recursive: true });
  }

  create(key: string, given: NewObject): Upload {
    const uploadId = randomBytes(48).toString('base64url');
    const upload = { uploadId, key, initiated: new Date().toISOString(), given };
    mkdirSync(join(this.folder, uploadId));
    writeFileSync(join(this.folder, uploadId, 'upload.json'), JSON.stringify(upload));
    return upload;
  }

  /** Throws NoSuchUpload for one that is over, or of another key. */
  find(key: string, uploadId: string): Upload {
    const upload = /^[\w-]+$/.test(uploadId) ? this.read(uploadId) : undefined;
    if (upload?.key === key) return upload;
    throw new AwsError('NoSuchUpload', 'The specified multipart upload does not exist.', 404);
  }

  list(): Upload[] {
    return readdirSync(this.folder)
      .flatMap((uploadId) => this.read(uploadId) ?? [])
      .sort((a, b) => byBytes(a.key, b.key) || a.initiated.localeCompare(b.initiated));
  }

  parts({ uploadId }: Upload): Part[] {
    return readdirSync(join(this.folder, uploadId))
      .filter((name) => /^\d+\.json$/.test(name))
      .map((name) => JSON.parse(readFileSync(join(this.folder, uploadId, name), 'utf8')) as Part)
      .sort((a, b) => a.number - b.number);
  }

  file({ uploadId }: Upload, number: number): string {
    return join(this.folder, uploadId, String(number));
  }

  end({ uploadId }: Upload): void {
    rmSync(join(this.folder, uploadId), { recursive: true, force: true });
  }

  private read(uploadId: string): Upload | undefined {
    const file = join(this.folder, uploadId, 'upload.json');
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Upload) : undefined;
  }
}
