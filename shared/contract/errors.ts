/** Everything a user or caller can act on has a code here; whatever has none is a bug and is answered as `INTERNAL`. */
interface ErrorKind {
  /** HTTP status at the API's edge. */
  status: number;
  /** Whether the same state may succeed when it runs again: Step Functions retries by this name. */
  retryable: boolean;
  /** What the user reads in English; the page translates by code. Says what happened and what to do. */
  message: string;
}

export const errorKinds = {
  INVALID_INPUT: { status: 400, retryable: false, message: 'Please check the fields and try again.' },
  AGE_NOT_CONFIRMED: {
    status: 400,
    retryable: false,
    message: 'Stepify is for people aged 16 or older. Please confirm your age to sign up.',
  },
  EMAIL_TAKEN: {
    status: 409,
    retryable: false,
    message: 'An account with this e-mail address exists already. Sign in instead.',
  },
  WRONG_CREDENTIALS: {
    status: 401,
    retryable: false,
    message: 'The e-mail address or the password is not right. Please try again.',
  },
  TOO_MANY_ATTEMPTS: {
    status: 429,
    retryable: false,
    message: 'Too many attempts. Please wait a few minutes and try again.',
  },
  TOO_MANY_REPORTS: {
    status: 429,
    retryable: false,
    message:
      'Many pictures were reported in a short time. What was reported is with our operators; try again in an hour.',
  },
  NOT_SIGNED_IN: { status: 401, retryable: false, message: 'Please sign in to continue.' },
  FOREIGN_ORIGIN: {
    status: 403,
    retryable: false,
    message: 'This request came from another site and was refused.',
  },
  OPERATORS_ONLY: {
    status: 401,
    retryable: false,
    message: 'This is for operators. Enter your key, or open the picture again: it is shown for a quarter of an hour.',
  },
  NOT_FOUND: {
    status: 404,
    retryable: false,
    message: 'This does not exist, or it is not yours.',
  },
  CONSENT_REQUIRED: {
    status: 403,
    retryable: false,
    message: 'Please read and accept what is kept before connecting a platform.',
  },
  ADDRESS_REFUSED: {
    status: 422,
    retryable: false,
    message:
      'This address cannot be opened. It has to be on the public web, with https and without a port of its own such as :8443.',
  },
  PLATFORM_UNREACHABLE: {
    status: 502,
    retryable: true,
    message: 'The platform did not answer. Check its address, or try again in a few minutes.',
  },
  TICKET_REFUSED: {
    status: 403,
    retryable: false,
    message: 'This browser session can no longer be opened. Start a new one.',
  },
  SESSION_NOT_CARRIED: {
    status: 422,
    retryable: false,
    message:
      'Signing in worked, but what the platform keeps in the browser does not carry the session. Nothing was stored.',
  },
  BROWSER_LOST: {
    status: 502,
    retryable: true,
    message: 'The browser on our server ended unexpectedly. Please try again.',
  },
  BROWSERS_BUSY: {
    status: 503,
    retryable: true,
    message: 'All browsers on our server were busy for a long time. Please try again later. Nothing was charged.',
  },
  RECONNECT_REQUIRED: {
    status: 409,
    retryable: false,
    message: 'The platform has signed you out. Connect it again, then try once more. Nothing was charged.',
  },
  QUEUE_LIMIT: {
    status: 429,
    retryable: false,
    message:
      'You have as many tutorials in the making as you may; plans that wait for your approval count too. Wait for one to finish, or answer or delete one, then start the next.',
  },
  JOB_NOT_RETRYABLE: {
    status: 409,
    retryable: false,
    message: 'This tutorial is still being made or is finished; there is nothing to try again.',
  },
  LOOK_OVER_REQUIRED: {
    status: 409,
    retryable: false,
    message: 'Look over the pictures first. Only then a tutorial can be shared or published.',
  },
  LINK_LIMIT: {
    status: 409,
    retryable: false,
    message:
      'This tutorial has as many links as it can have. Revoke one that is no longer needed, then make a new one.',
  },
  LOOK_OVER_INCOMPLETE: {
    status: 409,
    retryable: false,
    message: 'A picture has changed or was left out. Please look over the pictures again.',
  },
  MODEL_UNAVAILABLE: {
    status: 503,
    retryable: true,
    message: 'The AI service did not answer. Please try again in a few minutes. Nothing was charged.',
  },
  MODEL_REFUSED: {
    status: 422,
    retryable: false,
    message: 'The AI service would not work on this goal. Please put it in other words.',
  },
  BUDGET_SPENT: {
    status: 422,
    retryable: false,
    message:
      'This goal took more AI work than one tutorial may use, so the work was stopped. Nothing was charged. Ask for a smaller goal.',
  },
  PLAN_DECLINED: {
    status: 409,
    retryable: false,
    message: 'You declined the plan, so nothing was done on the platform. Try again to be asked once more.',
  },
  PLAN_EXPIRED: {
    status: 409,
    retryable: false,
    message:
      'The plan waited a week for your approval. Nothing was done on the platform. Try again to be asked once more.',
  },
  PLAN_NOT_WAITING: {
    status: 409,
    retryable: false,
    message: 'This plan no longer waits for an approval. Load the page again to see where it is.',
  },
  GOAL_NOT_REACHED: {
    status: 422,
    retryable: false,
    message: 'We could not find the way to this goal on the platform. Try naming the thing and the place more exactly.',
  },
  WALK_INTERRUPTED: {
    status: 409,
    retryable: false,
    message:
      'The work was cut off after something may have been changed on the platform. Look there first, then try again if it is needed.',
  },
  FRAME_NOT_SAFE: {
    status: 422,
    retryable: true,
    message: 'A screenshot could not be redacted with certainty, so nothing was kept. Please try again.',
  },
  INTERNAL: {
    status: 500,
    retryable: true,
    message: 'Something went wrong on our side. Your work is kept; please try again.',
  },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof errorKinds;

export const errorCodes = Object.keys(errorKinds) as [ErrorCode, ...ErrorCode[]];

/** Names that a state's `Retry` matches; the runner of a state throws errors whose `name` is the code. */
export const retryableCodes = errorCodes.filter((code) => errorKinds[code].retryable);

/**
 * An error that a user or caller can act on. `detail` names the field or limit concerned and never holds
 * what a person typed, page text, cookies, keys or addresses.
 */
export class ProductError extends Error {
  readonly code: ErrorCode;
  readonly detail: string | undefined;

  constructor(code: ErrorCode, detail?: string, options?: ErrorOptions) {
    super(detail ? `${code}: ${detail}` : code, options);
    this.name = code;
    this.code = code;
    this.detail = detail;
  }
}

/** Body of every API answer that is not a success. `id` finds the cause in the logs. */
export interface ErrorBody {
  error: { code: ErrorCode; message: string; detail?: string | undefined; id: string };
}
