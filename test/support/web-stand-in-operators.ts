import { randomUUID } from 'node:crypto';
import { ProductError } from '#shared/contract/errors.ts';
import { markRequest } from '#shared/contract/marks.ts';
import { frameByAddress, operatorSignIn, type OpenedFrame, type QueuedReport } from '#shared/contract/reports.ts';

const hour = 3_600_000;
const fromNow = (ms: number) => new Date(Date.now() + ms).toISOString();

/** The operators' queue in memory; one key opens it. */
export class StandInOperators {
  readonly key = 'the-one-key-of-the-one-operator-here';
  signedIn = false;
  reports: QueuedReport[] = [
    {
      id: randomUUID(),
      reporter: 'viewer',
      subject: 'person',
      createdAt: fromNow(-21.5 * hour),
      dueAt: fromNow(2.5 * hour),
    },
    {
      id: randomUUID(),
      reporter: 'owner',
      subject: 'contact',
      createdAt: fromNow(-2 * hour),
      dueAt: fromNow(22 * hour),
    },
  ];

  answer(call: string, [what, id, action]: string[], body: unknown): unknown {
    if (what === 'sign-in') {
      if (operatorSignIn.parse(body).key !== this.key) throw new ProductError('OPERATORS_ONLY');
      this.signedIn = true;
      return undefined;
    }
    if (!this.signedIn) throw new ProductError('OPERATORS_ONLY');
    if (what === 'sign-out') {
      this.signedIn = false;
      return undefined;
    }
    if (what === 'frames') {
      markRequest.parse(body);
      this.reports = this.reports.filter((report) => report.id !== id);
      return undefined;
    }
    if (action === 'look') return opened(id ?? '');
    if (action === 'close') {
      this.reports = this.reports.filter((report) => report.id !== id);
      return undefined;
    }
    if (call.startsWith('POST')) {
      frameByAddress.parse(body);
      this.reports.push({ ...this.reports[0]!, id: randomUUID(), reporter: 'operator', dueAt: fromNow(24 * hour) });
    }
    return { operator: 'olga', reports: this.reports };
  }
}

function opened(id: string): OpenedFrame {
  return { path: `/operators/frames/${id}`, width: 1440, height: 900, expiresAt: fromNow(hour / 4) };
}
