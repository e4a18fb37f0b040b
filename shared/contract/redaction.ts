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

/** Who found the region: 1 the page's structure, 2 the model, 3 the gate's own look at the finished pixels. */
export const redactionStages = ['structure', 'model', 'gate'] as const;
export type RedactionStage = (typeof redactionStages)[number];
