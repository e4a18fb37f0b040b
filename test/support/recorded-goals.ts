import type { SiteOptions } from './recipe-site.ts';

/** Runs that are recorded: file name, goal, and what is peculiar about the site. */
export const recordedGoals: readonly { file: string; goal: string; site: SiteOptions }[] = [
  { file: 'create', goal: 'Create a recipe called "Bean stew"', site: { tour: true, asks: true } },
  { file: 'change', goal: 'Change the servings of Plum cake to 12', site: { icons: true } },
];
