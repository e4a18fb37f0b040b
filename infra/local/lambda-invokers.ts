import { AccessDenied, roleCaller, type Access } from './iam/access.ts';
import type { RequestContext } from './iam/conditions.ts';
import type { Caller } from './iam/keyring.ts';
import type { LambdaHost } from './lambda-host.ts';

/** Functions as somebody reaches them who needs the right to invoke them. */
type Invoker = Pick<LambdaHost, 'invoke'>;

/** Throws `AccessDenied` unless the caller may invoke the function, for a service in the name of `sourceArn`. */
export function mayInvoke(
  access: Pick<Access, 'require'>,
  caller: Caller,
  functionArn: string,
  sourceArn?: string,
): void {
  const context: RequestContext = sourceArn === undefined ? {} : { 'aws:SourceArn': sourceArn };
  access.require(caller, { action: 'lambda:InvokeFunction', resource: functionArn, context });
}

/** A state machine invokes with its own role; what that may not invoke is an error that its states can name. */
export function invokerOfStates(lambda: Invoker, access: Pick<Access, 'require'>, roleArn: string): Invoker {
  return {
    async invoke(functionArn, event) {
      try {
        mayInvoke(access, roleCaller(roleArn), functionArn);
      } catch (error) {
        if (!(error instanceof AccessDenied)) throw error;
        return { ok: false, error: { errorType: 'Lambda.AWSLambdaException', errorMessage: error.message } };
      }
      return lambda.invoke(functionArn, event);
    },
  };
}
