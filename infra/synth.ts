import { join } from 'node:path';
import { buildAll } from './build.ts';
import { defaultArchitecture } from './config.ts';
import { projectRoot } from './project-root.ts';
import { synthesize } from './synthesize.ts';

// `npm run synth`: the templates of a deployment with the default context, checked by cdk-nag.
await buildAll(console.log, defaultArchitecture);
await synthesize(join(projectRoot, 'cdk.out'));
console.log('Synthesized into cdk.out');
