import { signUpRequest } from '#shared/contract/accounts.ts';
import type { Messages } from '../messages/en.ts';

export interface SignUpFields {
  name: string;
  email: string;
  password: string;
  sixteenOrOlder: boolean;
}

/** What is wrong with which field, in the contract's own judgement and the reader's language. */
export function signUpMistakes(fields: SignUpFields, t: Messages): Partial<Record<keyof SignUpFields, string>> {
  const parsed = signUpRequest.safeParse(fields);
  const wrong = new Set(parsed.success ? [] : parsed.error.issues.map((issue) => issue.path[0]));
  return {
    ...(wrong.has('name') ? { name: fields.name.trim() ? t.auth.nameLong : t.auth.nameMissing } : {}),
    ...(wrong.has('email') ? { email: t.auth.emailWrong } : {}),
    ...(wrong.has('password')
      ? { password: fields.password.length < 10 ? t.auth.passwordShort : t.auth.passwordLong }
      : {}),
    ...(fields.sixteenOrOlder ? {} : { sixteenOrOlder: t.auth.sixteenMissing }),
  };
}
