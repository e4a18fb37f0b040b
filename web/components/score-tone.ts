import type { BadgeTone } from '../ui/badge.tsx';

/** From 80 a tutorial can be used as it is; under 60 it needs a look. */
export function scoreTone(score: number): BadgeTone {
  if (score >= 80) return 'success';
  return score >= 60 ? 'warning' : 'danger';
}
