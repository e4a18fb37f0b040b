import { describe, expect, test } from 'vitest';
import { readGoal } from '../../../../infra/local/anthropic/goal.ts';

describe('readGoal', () => {
  test.each([
    ['Create a new post titled "Parking rules"', 'create', 'post', { title: 'Parking rules' }],
    [
      'Add a customer Wendy Ashford, wendy.ashford@example.com',
      'create',
      'customer',
      { name: 'Wendy Ashford', email: 'wendy.ashford@example.com' },
    ],
    ['Create an API token called Website', 'create', 'API token', { name: 'Website' }],
    ['Create a promotion with coupon code SUMMER10', 'create', 'promotion', { 'coupon code': 'SUMMER10' }],
    [
      'Create an article titled "Terms to accept, and more"',
      'create',
      'article',
      { title: 'Terms to accept, and more' },
    ],
    [
      'Add a contact named Ada Park with email ada@example.com and phone +1 202 555 0144',
      'create',
      'contact',
      { name: 'Ada Park', email: 'ada@example.com', phone: '+1 202 555 0144' },
    ],
    ['Set the project name to Harbor Admin', 'change', '', { 'project name': 'Harbor Admin' }],
    ['Rename the function node to Normalise name', 'change', 'function node', { name: 'Normalise name' }],
    ['สร้างดีลชื่อ Spring order', 'create', 'deal', { name: 'Spring order' }],
    [
      'เพิ่มผู้ติดต่อชื่อ Wendy Ashford อีเมล wendy.ashford@example.com',
      'create',
      'contact',
      { name: 'Wendy Ashford', email: 'wendy.ashford@example.com' },
    ],
    ['เปลี่ยนเบอร์โทรของ Desmond Okafor เป็น +1 207-555-0199', 'change', '', { phone: '+1 207-555-0199' }],
  ] as const)('%s', (text, kind, object, values) => {
    const goal = readGoal(text);
    expect(goal).toMatchObject({ kind, object });
    expect(Object.fromEntries(goal.values.map(({ field, value }) => [field, value]))).toEqual(values);
  });

  test('keeps the owner of a value apart from its field', () => {
    const goal = readGoal('Change Maya Lindqvist’s phone to +1 202 555 0177');
    expect(goal).toMatchObject({
      kind: 'change',
      item: 'Maya Lindqvist',
      values: [{ field: 'phone', value: '+1 202 555 0177' }],
    });
  });

  test('hears what is to follow the saving', () => {
    expect(readGoal('Create a new flow named Nightly report and deploy')).toMatchObject({
      finals: ['deploy'],
      values: [{ field: 'name', value: 'Nightly report' }],
    });
    expect(readGoal('Create and publish an article titled "Parking rules"').finals).toEqual(['publish']);
  });

  test('tells switching on, switching off, deleting and opening apart', () => {
    expect(readGoal('Turn off the debug node New customer')).toMatchObject({ kind: 'off', item: 'New customer' });
    expect(readGoal('Enable two-factor sign-in').kind).toBe('on');
    expect(readGoal("Delete the contact 'Ada Park'")).toMatchObject({
      kind: 'delete',
      object: 'contact',
      item: 'Ada Park',
    });
    expect(readGoal('Open the settings page')).toMatchObject({ kind: 'open', object: 'settings page' });
  });
});
