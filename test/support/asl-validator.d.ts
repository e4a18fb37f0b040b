declare module 'asl-validator' {
  /** The package ships no types. */
  export default function aslValidator(definition: unknown): { isValid: boolean; errorsText: () => string };
}
