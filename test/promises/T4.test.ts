import { expect, test } from 'vitest';
import { journey, recordedModelRequests, storedCookies } from '../support/journey.ts';

test('T4: the model is told the goal, the platform’s name and address, and nothing about the user', async () => {
  const { goal, dealName, person, userId, connectionId, jobId, tutorialId } = await journey();
  const requests = (await recordedModelRequests()).filter((request) => request.includes(dealName));
  const planned = requests.filter((request) => request.includes(JSON.stringify(goal).slice(1, -1)));
  expect(planned.length).toBeGreaterThan(0);
  expect(planned[0]).toContain('Harbor');

  const cookies = await storedCookies(userId);
  const never = [
    person.name,
    person.email,
    person.password,
    userId,
    connectionId,
    jobId,
    tutorialId,
    ...cookies.map(({ value }) => value),
  ];
  for (const secret of never) expect(requests.filter((request) => request.includes(secret))).toEqual([]);
});
