/**
 * Names and values in a goal's sentence: quoted texts, addresses, numbers, and what begins with a capital letter after the
 * first word. They are the user's own input, so the walk may read them on the page.
 */
export function namesInGoal(goal: string): string[] {
  const quoted = [...goal.matchAll(/["“”„«»]([^"“”„«»]{2,})["“”„«»]/gu)].map((match) => match[1] ?? '');
  const emails = goal.match(/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g) ?? [];
  const phones = goal.match(/\+?\d[\d\s().-]{6,}\d/g) ?? [];
  const unquoted = goal.replace(/^\s*\S+\s+/, '').replaceAll(/["“”„«»][^"“”„«»]*["“”„«»]/gu, ',');
  const begun =
    unquoted.match(/\p{Lu}.*?(?=['’]s?\s|[,;:]|\s(?:to|with|called|named|and|in|on|from|of|for|as)\s|\.?\s*$)/gu) ?? [];
  const capitals = unquoted.match(/\p{Lu}[\p{L}\p{M}'’-]*(?:\s+\p{Lu}[\p{L}\p{M}'’-]*)+/gu) ?? [];
  return [
    ...new Set([...quoted, ...emails, ...phones, ...begun, ...capitals.map((name) => name.replace(/['’]s?$/, ''))]),
  ];
}
