import type { RunningPlatform } from '../../e2e/platform-scripts.ts';
import type { BenchPerson } from './people.ts';

type Seed = (platform: RunningPlatform, people: readonly BenchPerson[]) => Promise<void>;

/** Puts people into an application through its own interface, as its own forms would. */
export const seeds: Record<string, Seed> = {
  async directus({ url, user, password }, people) {
    const { origin } = new URL(url);
    const answer = await send(`${origin}/auth/login`, { email: user, password });
    const headers = { authorization: `Bearer ${at(answer, 'data', 'access_token')}` };
    const customers = people.map(({ name, email, phone, company, city }) => ({ name, email, phone, company, city }));
    await send(`${origin}/items/customers`, customers, headers);
    for (const person of people) {
      const [first_name, last_name] = parts(person);
      await send(`${origin}/users`, { first_name, last_name, email: person.email }, headers);
    }
  },

  async vendure({ url, user, password }, people) {
    const api = `${new URL(url).origin}/admin-api`;
    const login = 'mutation($u:String!,$p:String!){login(username:$u,password:$p){__typename}}';
    let token = '';
    const ask = async (query: string, variables: object) => {
      const { answer, headers } = await post(
        api,
        { query, variables },
        token ? { authorization: `Bearer ${token}` } : {},
      );
      token = headers.get('vendure-auth-token') ?? token;
      return answer;
    };
    await ask(login, { u: user, p: password });
    for (const person of people) {
      const [firstName, lastName] = parts(person);
      const made = await ask('mutation($i:CreateCustomerInput!){createCustomer(input:$i){...on Customer{id}}}', {
        i: { firstName, lastName, emailAddress: person.email, phoneNumber: person.phone },
      });
      const address = {
        fullName: person.name,
        streetLine1: person.street,
        city: person.city,
        countryCode: 'US',
        phoneNumber: person.phone,
      };
      await ask('mutation($c:ID!,$i:CreateAddressInput!){createCustomerAddress(customerId:$c,input:$i){id}}', {
        c: at(made, 'data', 'createCustomer', 'id'),
        i: address,
      });
    }
  },

  async strapi({ url, user, password }, people) {
    const { origin } = new URL(url);
    const answer = await send(`${origin}/admin/login`, { email: user, password });
    const headers = { authorization: `Bearer ${at(answer, 'data', 'token')}` };
    for (const { name, email } of people)
      await send(`${origin}/content-manager/collection-types/api::author.author`, { name, email }, headers);
  },

  async 'node-red'({ url, user, password }, people) {
    const { origin } = new URL(url);
    const login = { client_id: 'node-red-admin', grant_type: 'password', scope: '*', username: user, password };
    const token = at(await send(`${origin}/auth/token`, login), 'access_token');
    const headers = { authorization: `Bearer ${token}`, 'node-red-api-version': 'v2' };
    const { flows, rev } = (await (await fetch(`${origin}/flows`, { headers })).json()) as {
      flows: { id: string; type: string }[];
      rev: string;
    };
    const tab = flows.find(({ type }) => type === 'tab')?.id;
    const notes = people.map(({ name, email, phone }, index) => ({
      id: `seed${index}`,
      type: 'comment',
      z: tab,
      name: index % 2 === 0 ? `${name}, ${phone}` : `${name} ${email}`,
      x: 240 + 420 * (index % 2),
      y: 260 + 40 * Math.floor(index / 2),
      wires: [],
    }));
    // One that stands as the name of a step, and one in what a step says of itself.
    const [first, second] = people;
    const step = {
      id: 'seedstep',
      type: 'debug',
      z: tab,
      name: first?.name,
      info: second?.name,
      x: 700,
      y: 60,
      wires: [],
    };
    await send(`${origin}/flows`, { flows: [...flows, ...notes, step], rev }, headers);
  },
};

/** As an application with two fields has a person. */
const parts = ({ name, first }: BenchPerson) => [first, name.replace(first, '').trim()] as const;

async function post(url: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${new URL(url).pathname} answered ${response.status}`);
  return { answer: (await response.json()) as unknown, headers: response.headers };
}

const send = async (...args: Parameters<typeof post>) => (await post(...args)).answer;

function at(value: unknown, ...keys: string[]): string {
  const found = keys.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], value);
  if (typeof found !== 'string') throw new Error(`No ${keys.join('.')} in the answer`);
  return found;
}
