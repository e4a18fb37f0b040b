import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fullName } from '../../../infra/local/demo-platform/data.ts';
import { startDemoPlatform } from '../../../infra/local/demo-platform/server.ts';
import { outcomeIsThere } from '../../e2e/platform-check.ts';
import { PlatformScripts } from '../../e2e/platform-scripts.ts';
import { demoGoals } from './demo-goals.ts';
import type { Person } from './leaks.ts';
import type { Access } from './signed-in.ts';

export interface BenchGoal {
  application: string;
  goal: string;
  access: Access;
  /** Whose data must not be sent to a model. */
  people: Person[];
  reached: () => Promise<boolean>;
}

interface Choice {
  only?: string | undefined;
  match: string;
  scripts: string;
  /** For what the demo platform keeps. */
  folder: string;
  cleanUp: (() => unknown)[];
}

/** One goal after the other, each on an application with the data that it had at first. */
export async function* benchGoals(choice: Choice): AsyncGenerator<BenchGoal> {
  if (!choice.only || choice.only === 'demo') yield* goalsOnDemo(choice);
  if (choice.only !== 'demo' && existsSync(choice.scripts)) yield* goalsOnApplications(choice);
}

async function* goalsOnDemo({ match, folder }: Choice): AsyncGenerator<BenchGoal> {
  for (const [index, { goal, reached }] of demoGoals.entries()) {
    if (!goal.includes(match)) continue;
    const demo = await startDemoPlatform({ dataFolder: join(folder, String(index)), port: 0 });
    const people = demo.read().contacts.map((one) => ({ name: fullName(one), email: one.email, phone: one.phone }));
    const access = { url: demo.signInUrl, user: demo.user, password: demo.password };
    yield { application: 'demo', goal, access, people, reached: async () => reached(demo.read()) };
    await demo.stop();
  }
}

async function* goalsOnApplications({ only, match, scripts: folder, cleanUp }: Choice): AsyncGenerator<BenchGoal> {
  const scripts = await PlatformScripts.unpack(resolve(folder));
  const people = await peopleOf(folder);
  const wanted = scripts.goals.filter(({ app, goal }) => (!only || app === only) && goal.includes(match));
  for (const name of new Set(wanted.map(({ app }) => app))) {
    const stays = scripts.isRunning(name);
    const access = await scripts.start(name);
    cleanUp.push(() => (stays ? scripts.restore(name) : scripts.stop(name)));
    for (const { goal, check } of wanted.filter(({ app }) => app === name)) {
      await scripts.restore(name);
      yield { application: name, goal, access, people, reached: () => outcomeIsThere(scripts.folderOf(name), check) };
    }
  }
}

/** The made-up people whom the scripts put into the applications, when they say who that is. */
async function peopleOf(folder: string): Promise<Person[]> {
  const tools = join(folder, 'tools');
  const file = existsSync(tools) ? readdirSync(tools).find((name) => name === 'people.mjs') : undefined;
  if (!file) return [];
  const { people } = (await import(pathToFileURL(join(tools, file)).href)) as { people: Person[] };
  return people;
}
