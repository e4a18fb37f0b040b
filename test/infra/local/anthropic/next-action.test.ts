import { describe, expect, test } from 'vitest';
import { readGoal } from '../../../../infra/local/anthropic/goal.ts';
import { nextAction } from '../../../../infra/local/anthropic/next-action.ts';
import { writeTexts } from '../../../../infra/local/anthropic/texts.ts';
import { verify } from '../../../../infra/local/anthropic/verify.ts';
import { readHistory, readView } from '../../../../infra/local/anthropic/view.ts';

const next = (goalText: string, outline: string, history = '') => {
  const goal = readGoal(goalText);
  return nextAction({ goal, values: goal.values, view: readView(outline), history: readHistory(history) });
};

describe('the next action', () => {
  test('never types over a record that exists when something new is wanted', () => {
    const page = `page "Recipe of the day" at "/recipe-of-the-day"
== navigation: ""
[e1] link "Recipes" href="/recipes"
== main: "Recipe of the day"
[t2] heading "Recipe of the day"
[e3] textbox "Name" = "Lentil soup"
[e4] button "Save"`;
    const goal = 'Create a recipe called Bean stew';
    expect(next(goal, page)).toMatchObject({ action: 'select', ref: 'e1' });
    const empty = page.replace('"Lentil soup"', '""');
    expect(next(goal, empty)).toMatchObject({ action: 'type', ref: 'e3', value: 'Bean stew' });
  });

  test('unfolds the menu before it wanders off to pages that only may lead on', () => {
    const page = `page "Shop" at "/"
== page: ""
[e1] link "Dashboard" href="/dashboard"
[e2] button "Stock" collapsed
== navigation: ""
[e3] button "[name] Meyer" collapsed
== main: "Shop"
[e4] button "Columns" collapsed`;
    expect(next('Create a recipe called Bean stew', page)).toMatchObject({ action: 'select', ref: 'e2' });
    expect(
      next('Create a recipe called Bean stew', page.replace('"Stock" collapsed', '"Stock" expanded')),
    ).toMatchObject({ action: 'select', ref: 'e1' });
  });

  test('picks from a list that the form wants filled in, and saves again', () => {
    const form = (list: string) => `page "New token" at "/tokens/new"
== form: "New token"
[e1] textbox "Name" = "Kiosk" required
[e2] combobox "Lifetime" = ${list} note="This value is required."
[e3] button "Save"`;
    const before = '1. select link "New token" -> appeared "Name"\n2. type textbox "Name" = "Kiosk" -> changed "Name"';
    const refused = `${before}\n3. select button "Save" -> appeared "This value is required."`;
    const goal = 'Create a token called Kiosk';
    expect(next(goal, form('"Select" collapsed'), refused)).toMatchObject({ action: 'select', ref: 'e2' });
    const opened = `${refused}\n4. select combobox "Lifetime" -> appeared "7 days"`;
    const offered = `${form('"Select" expanded')}\n== menu: ""\n[e4] option "Select"\n[e5] option "7 days"`;
    expect(next(goal, offered, opened)).toMatchObject({ action: 'select', ref: 'e5' });
    const picked = `${opened}\n5. select option "7 days" -> changed "Lifetime"`;
    expect(next(goal, form('"7 days"').replace(/ note=.*/, ''), picked)).toMatchObject({ action: 'select', ref: 'e3' });
  });

  const drawing = `page "Flows" at "/"
== page: ""
[e1] link "Deploy" href="/"
[t2] canvas ""
[e3] clickable "[post] /signup" draggable drawn icon="globe"
[e4] clickable "Clean up" draggable drawn icon="function"
[e5] clickable "New customer" draggable drawn icon="bug"
[e6] clickable "" of="New customer"
[e7] clickable "timer" draggable
[e8] clickable "function" draggable`;

  test('puts parts from a palette onto the drawing, and does what the goal wants after that', () => {
    const goal = 'Add a timer node to the flow and deploy';
    expect(next(goal, drawing)).toMatchObject({ action: 'drag', ref: 'e7', to: 't2' });
    const placed = '1. drag clickable "timer" onto="canvas" -> appeared "timestamp"';
    expect(next(goal, drawing, placed)).toMatchObject({ action: 'select', ref: 'e1' });
    expect(next(goal, drawing, `${placed}\n2. select link "Deploy" -> appeared "Done"`).action).toBe('done');
  });

  test('opens the part of a drawing that is meant: by its icon, by its name, by what the goal says of it', () => {
    expect(next('Rename the function node to Tidy and deploy', drawing)).toMatchObject({ action: 'double', ref: 'e4' });
    expect(next('Rename the node Clean up to Tidy', drawing)).toMatchObject({ action: 'double', ref: 'e4' });
    const address = 'Change the sign-up address to /register and deploy';
    expect(next(address, drawing)).toMatchObject({ action: 'double', ref: 'e3' });
    const opened = `1. double clickable "[post] /signup" -> appeared "Done"`;
    const form = (url: string) =>
      `page "Flows" at "/"\n== form: ""\n[e1] link "Deploy" href="/"\n[e2] button "Done"\n[e3] textbox "URL" = "${url}"\n[e4] textbox "Name" = ""`;
    expect(next(address, form('/signup'), opened)).toMatchObject({ action: 'type', ref: 'e3', value: '/register' });
    const typed = `${opened}\n2. type textbox "URL" = "/register" -> changed "URL"`;
    expect(next(address, form('/register'), typed)).toMatchObject({ action: 'select', ref: 'e2' });
    const saved = `${typed}\n3. select button "Done" -> gone "Done"`;
    expect(next(address, drawing, saved)).toMatchObject({ action: 'select', ref: 'e1' });
  });

  test('switches a part by the switch that is on it', () => {
    const goal = 'Turn off the debug node New customer and deploy';
    expect(next(goal, drawing)).toMatchObject({ action: 'select', ref: 'e6' });
    const off = '1. select clickable "" of="New customer" -> changed "Deploy"';
    expect(next(goal, drawing, off)).toMatchObject({ action: 'select', ref: 'e1' });
  });

  test('tries a plain plus where nothing is called like the thing, and names what has come', () => {
    const goal = 'Create a flow named Nightly';
    const page = (more = '') =>
      `page "Builder" at "/"\n== page: ""\n[e1] link "" icon="cog"\n[e2] link "" icon="plus"\n[e3] button "" icon="plus" id="zoom-in"\n[t4] text "On all flows"${more}`;
    expect(next(goal, page())).toMatchObject({ action: 'select', ref: 'e2' });
    const made = '1. select link "" icon="plus" -> appeared "Flow 1"';
    expect(next(goal, page('\n[e5] link "Flow 1" href="/#2"'), made)).toMatchObject({ action: 'double', ref: 'e5' });
  });
});

describe('the verdict', () => {
  const history = `1. select link "New article" -> appeared "Title"
2. type textbox "Title" = "Parking" -> changed "Title"
3. select button "Save" -> appeared "Saved"`;
  const page = readView('page "Parking" at "/articles/4"\n== main: "Parking"\n[t1] heading "Parking"');
  const verdict = (goal: string, more = '') => verify(goal, readHistory(`${history}${more}`), page).reached;

  test('is no while what the goal wants after saving is not done', () => {
    expect(verdict('Create an article titled Parking')).toBe(true);
    expect(verdict('Create and publish an article titled Parking')).toBe(false);
    const published = '\n4. select button "Publish" -> appeared "Published"';
    expect(verdict('Create and publish an article titled Parking', published)).toBe(true);
  });

  test('is no while the form says that something is required', () => {
    const refused = readView('page "New" at "/new"\n== form: "New"\n[t1] text "This value is required."');
    expect(verify('Create an article titled Parking', readHistory(history), refused).reached).toBe(false);
  });
});

test('the texts keep two steps of one name apart', () => {
  const step = { kind: 'select', value: '', sample: false, place: '', change: '', labels: ['Customers'] };
  const { steps } = writeTexts('Open the customers', 'Shop', 'en', [
    { ...step, position: 1, role: 'button', name: 'Customers' },
    { ...step, position: 2, role: 'link', name: 'Customers' },
  ]);
  expect(steps.map(({ text }) => text)).toEqual(['Select **Customers**.', 'In what has opened, select **Customers**.']);
});

test('the texts tell a double click and a drag as a person does them', () => {
  const step = { role: 'clickable', value: '', sample: false, place: '', change: '', labels: ['timer', 'Clean up'] };
  const { steps } = writeTexts('Add a timer', 'Builder', 'en', [
    { ...step, position: 1, kind: 'drag', name: 'timer', to: { role: 'canvas', name: '' } },
    { ...step, position: 2, kind: 'drag', name: 'timer', to: { role: 'clickable', name: 'Clean up' } },
    { ...step, position: 3, kind: 'double', name: 'Clean up' },
  ]);
  expect(steps.map(({ text }) => text)).toEqual([
    'Drag **timer** onto the canvas.',
    'Drag **timer** onto **Clean up**.',
    'Double-click **Clean up**.',
  ]);
});
