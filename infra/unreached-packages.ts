import type { Plugin } from 'esbuild';

/**
 * Packages that others bring along and a function never comes to. Bytes are cold start, and these are a tenth of an API
 * function's. One that is reached after all throws.
 */
const unreached: Record<string, string> = {
  '@aws-sdk/credential-provider-sso': 'Lambda gives a function its keys in the environment, which is asked first',
  '@aws-sdk/credential-provider-ini': 'the same',
  '@aws-sdk/credential-provider-process': 'the same',
  '@aws-sdk/credential-provider-web-identity': 'the same',
  '@aws-sdk/credential-provider-login': 'the same',
  'postal-mime': 'reads mails that Resend received; functions send some and receive none',
  standardwebhooks: 'checks webhooks of Resend, which has none to call here',
};

/** Leaves the packages above out of a bundle. For functions alone: a container's keys come from the chain's end. */
export const withoutUnreached: Plugin = {
  name: 'without-unreached-packages',
  setup(build) {
    const namespace = 'unreached';
    build.onResolve({ filter: new RegExp(`^(${Object.keys(unreached).join('|')})$`) }, ({ path }) => ({
      path,
      namespace,
    }));
    build.onLoad({ filter: /./, namespace }, ({ path }) => {
      const text = JSON.stringify(`${path} is left out of functions, see infra/unreached-packages.ts`);
      return { contents: `module.exports = class { constructor() { throw new Error(${text}); } };` };
    });
  },
};
