import { thaiGoalInEnglish } from './goal-thai.ts';

/** What a goal sentence asks for, found by the shape of the sentence. */
export interface Goal {
  kind: 'create' | 'change' | 'on' | 'off' | 'delete' | 'open';
  /** Kind of thing, in the goal's words: "post", "API token". */
  object: string;
  /** The existing thing meant: "Maya Lindqvist". */
  item: string;
  values: { field: string; value: string }[];
  /** What is to follow the saving: "publish", "deploy". */
  finals: string[];
}

const quotes = /["“”„«»]([^"“”„«»]+)["“”„«»]|(?<![\p{L}\p{N}])'([^']+)'(?![\p{L}\p{N}])/gu;
const emailAddress = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/;
const phoneNumber = /\+?\d[\d\s().-]{6,}\d/;
const finalVerbs = 'publish|deploy|send|activate|enable|submit|save';

/** Reads a goal of one sentence. Values keep the writing of the goal. */
export function readGoal(text: string): Goal {
  const goal: Goal = { kind: 'open', object: '', item: '', values: [], finals: [] };
  let rest = thaiGoalInEnglish(text)
    .trim()
    .replace(/[.!]+$/, '')
    .replace(/^(please|how (do i|to)|i want to|show( me)? how to)\s+/i, '');
  rest = rest.replace(new RegExp(`^(\\w+) and (${finalVerbs})\\b`, 'i'), (_, verb: string, final: string) => {
    goal.finals.push(final.toLowerCase());
    return verb;
  });
  rest = rest.replace(
    new RegExp(`,?\\s+(?:and|then|and then)\\s+(${finalVerbs})(\\s+(it|them|the \\w+|everything))?$`, 'i'),
    (_, final: string) => {
      goal.finals.push(final.toLowerCase());
      return '';
    },
  );
  goal.finals = goal.finals.filter((final) => final !== 'save');

  const toggled = /^(?:(?:turn|switch) (on|off)|(enable|activate|disable|deactivate))\s+(.+)$/i.exec(rest);
  if (toggled) {
    const on = /^(on|enable|activate)$/i.test(toggled[1] ?? toggled[2] ?? '');
    return { ...goal, kind: on ? 'on' : 'off', ...thing(toggled[3] ?? '') };
  }
  const deleted = /^(?:delete|remove|erase)\s+(.+)$/i.exec(rest);
  if (deleted) return { ...goal, kind: 'delete', ...thing(deleted[1] ?? '') };
  const renamed = /^rename\s+(.+?)\s+(?:to|as)\s+(.+)$/i.exec(rest);
  if (renamed) {
    return {
      ...goal,
      kind: 'change',
      ...thing(renamed[1] ?? ''),
      values: [{ field: 'name', value: unquoted(renamed[2] ?? '') }],
    };
  }
  const changed = /^(?:change|update|set|edit|modify|correct|fix)\s+(.+?)\s+(?:to|as|into)\s+(.+)$/i.exec(rest);
  if (changed) return { ...goal, kind: 'change', ...owned(changed[1] ?? '', unquoted(changed[2] ?? '')) };
  const created = /^(?:create|add|make|register|write|set up|start|insert|schedule|record|log|new)\s+(.+)$/i.exec(rest);
  if (created) return { ...goal, kind: 'create', ...made(created[1] ?? '') };
  const opened = /^(?:open|find|show|view|see|look up|look at|go to|search for|navigate to)\s+(.+)$/i.exec(rest);
  return { ...goal, kind: 'open', ...thing(opened?.[1] ?? rest) };
}

/** "Maya's phone", "the phone of Maya", "the project name". */
function owned(target: string, value: string): Pick<Goal, 'item' | 'object' | 'values'> {
  const possessive = /^(?:the )?(.+?)['’]s?\s+(.+)$/.exec(target);
  if (possessive) return { ...thing(possessive[1] ?? ''), values: [{ field: bare(possessive[2] ?? ''), value }] };
  const of = /^(?:the )?(.+?)\s+(?:of|for|on|in)\s+(.+)$/.exec(target);
  if (of) return { ...thing(of[2] ?? ''), values: [{ field: bare(of[1] ?? ''), value }] };
  return { object: '', item: '', values: [{ field: bare(target), value }] };
}

/** A kind of thing and, when it is named, its name: "the customer Ada Park", "debug node “X”". */
function thing(text: string): Pick<Goal, 'item' | 'object'> {
  const quotedName = quotes.exec(text);
  quotes.lastIndex = 0;
  if (quotedName) return { item: quotedName[1] ?? quotedName[2] ?? '', object: bare(text.replace(quotedName[0], '')) };
  const name = namedPart(bare(text));
  return { item: name, object: bare(bare(text).replace(name, '')) };
}

function made(text: string): Pick<Goal, 'item' | 'object' | 'values'> {
  const values: Goal['values'] = [];
  const take = (field: string, value: string) => {
    const clean = unquoted(value);
    if (clean && !values.some((each) => each.field === field)) values.push({ field, value: clean });
  };
  // Quoted texts are put aside first, so that words inside them are never taken for grammar.
  const aside: string[] = [];
  let rest = text.replaceAll(
    quotes,
    (_, double: string, single: string) => `\uE000${aside.push(double ?? single) - 1}\uE001`,
  );
  const back = (value: string) => value.replaceAll(/\uE000(\d+)\uE001/g, (_, at: string) => aside[Number(at)] ?? '');
  const email = emailAddress.exec(rest);
  if (email) {
    take('email', email[0]);
    rest = rest.replace(
      new RegExp(
        `(?:,|\\band)?\\s*(?:with )?(?:an? |the )?(?:e-?mail(?: address)?(?: of)?:? )?${escape(email[0])}`,
        'i',
      ),
      '',
    );
  }
  const phone = phoneNumber.exec(rest);
  if (phone) {
    take('phone', phone[0]);
    rest = rest.replace(
      new RegExp(`(?:,|\\band)?\\s*(?:with )?(?:an? |the )?(?:phone(?: number)?(?: of)?:? )?${escape(phone[0])}`, 'i'),
      '',
    );
  }
  const called =
    /\s(?:called|named|titled|entitled|with (?:the )?(?:name|title))\s+(.+?)(?=,| with | in | to | for |$)/i.exec(rest);
  if (called) {
    take(/titled|title/i.test(called[0]) ? 'title' : 'name', back(called[1] ?? ''));
    rest = rest.replace(called[0], '');
  }
  for (const [whole, field, value] of rest.matchAll(
    /(?:\swith|,|\sand)\s+(?:an? |the )?([a-z][a-z ]*?)(?: of|:|=)?\s+(\uE000\d+\uE001|[A-Z0-9$€£][^,]*?)(?=,|\sand\s|\swith\s|$)/g,
  )) {
    take(field ?? '', back(value ?? ''));
    rest = rest.replace(whole, '');
  }
  const place = /\s(?:to|in|into|under)\s+(?:the )?(.+)$/i.exec(rest);
  if (place) rest = rest.replace(place[0], '');
  const object = bare(rest);
  const name = /\uE000/.test(object) ? (/\uE000\d+\uE001/.exec(object)?.[0] ?? '') : namedPart(object);
  if (name && !called) take('name', back(name));
  return { object: bare(object.replace(name, '')), item: '', values };
}

/** The capitalised words after the first plain one; a goal's own kind of thing is written small ("customer Ada Park"). */
function namedPart(text: string): string {
  const words = text.split(/\s+/);
  const start = words.findIndex(
    (word, index) => /^[\p{Lu}\d]/u.test(word) && !(index + 1 < words.length && /^[A-Z]{2,4}$/.test(word)),
  );
  if (start < 0) return '';
  return words
    .slice(start)
    .join(' ')
    .replace(/[,;]+$/, '');
}

function bare(text: string): string {
  return text
    .trim()
    .replace(/^(?:(?:an?|the|another|my|our|new)\s+)+/i, '')
    .replace(/[,;:\s]+$/, '')
    .trim();
}

function unquoted(text: string): string {
  return text
    .trim()
    .replace(/^["“”„«'‘]+/, '')
    .replace(/["“”»'’,;]+$/, '')
    .trim();
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
