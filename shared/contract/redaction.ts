/** Kinds of personal data that a region can be masked for. `unknown` is text in a data region not known to be harmless. */
export const regionKinds = [
  'name',
  'email',
  'phone',
  'address',
  'birthdate',
  'card',
  'bank_account',
  'national_id',
  'secret',
  'photo',
  'marked',
  'unknown',
] as const;
export type RegionKind = (typeof regionKinds)[number];

/** Who found the region: the page's structure, the model, the gate's own look at the finished pixels, or a person. */
export const redactionStages = ['structure', 'model', 'gate', 'hand'] as const;
export type RedactionStage = (typeof redactionStages)[number];

/** Why something was made unreadable, as it is told to people; the rules' own names are finer. */
export const explanations = ['label', 'written', 'repeated', 'picture', 'model', 'gate', 'careful', 'hand'] as const;
export type Explanation = (typeof explanations)[number];

const explained: Partial<Record<Explanation, RegExp>> = {
  label: /^label/,
  written:
    /^(email|phone|card|iban|street|ip-address|vendor-key|private-key|random-string|name-shape|initials|us-|uk-|thai-|spanish-|french-|german-|japanese-)/,
  repeated: /^propagated/,
  picture:
    /^(avatar|image|photograph|pixel-text|background|alt-text|canvas|video|svg|frame|closed-shadow-root|document)/,
  model: /^model/,
  gate: /^readable/,
  hand: /^marked by /,
};

/** What to tell people about a rule; one that is not known here masked to be on the safe side. */
export function explanationOf(reason: string): Explanation {
  return explanations.find((explanation) => explained[explanation]?.test(reason)) ?? 'careful';
}
