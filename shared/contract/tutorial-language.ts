import * as z from 'zod';

/** Languages a tutorial can be written in; the pages themselves speak fewer. */
export const tutorialLanguages = ['en', 'th', 'de', 'fr', 'es', 'ja'] as const;
export const tutorialLanguage = z.enum(tutorialLanguages);
export type TutorialLanguage = z.infer<typeof tutorialLanguage>;

/** The language that comes out: the rule-based stand-in writes English and Thai alone. */
export function writtenLanguage(asked: TutorialLanguage, offlineModel: boolean): TutorialLanguage {
  return offlineModel && asked !== 'th' ? 'en' : asked;
}
