import { randomUUID } from 'node:crypto';
import { ProductError } from '#shared/contract/errors.ts';
import {
  createLinkRequest,
  lookOverRequest,
  sharedTutorial,
  type Sharing,
  type ShowcaseEntry,
} from '#shared/contract/sharing.ts';
import type { Tutorial } from '#shared/contract/tutorials.ts';

const nobody: Sharing = { lookOver: null, spared: [], links: [], publishedAt: null, paused: false };

/** Sharing over data in memory, with the API's rules: one token and one tutorial of the showcase open everything. */
export class StandInSharing {
  readonly token = 'token-of-the-only-link';
  private readonly now = new Map<string, Sharing>();

  of(tutorialId: string): Sharing {
    return this.now.get(tutorialId) ?? nobody;
  }

  set(tutorialId: string, part: Partial<Sharing>): Sharing {
    const next = { ...this.of(tutorialId), ...part };
    this.now.set(tutorialId, next);
    return next;
  }

  /** A mark voids the look-over. */
  voidLookOver(tutorialId: string): void {
    const { lookOver } = this.of(tutorialId);
    if (lookOver) this.set(tutorialId, { lookOver: { ...lookOver, current: false } });
  }

  answer(call: string, [id = '', what, linkId]: string[], body: unknown, origin: string, tutorial: Tutorial): Sharing {
    const at = new Date().toISOString();
    if (call.startsWith('GET')) return this.of(id);
    if (what === 'look-over') {
      const { frames } = lookOverRequest.parse(body);
      const shown = tutorial.steps.flatMap(({ frame }) => (frame ? [frame.assetId] : []));
      if (shown.some((one) => !frames.includes(one) && !this.of(id).spared.includes(one)))
        throw new ProductError('LOOK_OVER_INCOMPLETE');
      return this.set(id, { lookOver: { at, current: true }, spared: [] });
    }
    if (call.startsWith('DELETE'))
      return what === 'links'
        ? this.set(id, { links: this.of(id).links.filter((link) => link.id !== linkId) })
        : this.set(id, { publishedAt: null });
    if (!this.of(id).lookOver?.current) throw new ProductError('LOOK_OVER_REQUIRED');
    if (what !== 'links') return this.set(id, { publishedAt: at });
    const { days } = createLinkRequest.parse(body);
    const expiresAt = days === null ? null : new Date(Date.now() + days * 86_400_000).toISOString();
    const link = { id: randomUUID(), url: `${origin}/s/${this.token}`, createdAt: at, expiresAt };
    return this.set(id, { links: [link, ...this.of(id).links] });
  }

  showcase(tutorials: readonly Tutorial[]): ShowcaseEntry[] {
    return tutorials.flatMap(({ id, title, platformName, language, stepCount, firstFrameId }) => {
      const { publishedAt } = this.of(id);
      return publishedAt ? [{ id, title, platformName, language, stepCount, firstFrameId, publishedAt }] : [];
    });
  }

  /** What others see; NOT_FOUND unless there is a link, or it is published. */
  shared(kind: string, key: string, tutorials: readonly Tutorial[]) {
    const open = tutorials.find(({ id }) =>
      kind === 'links' ? key === this.token && this.of(id).links.length > 0 : id === key && this.of(id).publishedAt,
    );
    if (!open) throw new ProductError('NOT_FOUND');
    return sharedTutorial.parse(open);
  }
}
