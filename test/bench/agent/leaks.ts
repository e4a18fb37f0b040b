export interface Person {
  name: string;
  email: string;
  phone: string;
}

/** Personal data of people that stands in a text although the goal does not name it. Kinds and places only, no data. */
export function leaksIn(texts: readonly string[], people: readonly Person[], goal: string): string[] {
  const asked = goal.toLowerCase();
  const secrets = people
    .filter(({ name }) => !asked.includes(name.toLowerCase()))
    .flatMap(({ name, email, phone }) => [
      { kind: 'name', text: name },
      { kind: 'email', text: email },
      { kind: 'phone', text: phone },
    ]);
  return texts.flatMap((text, index) =>
    secrets.filter((secret) => text.includes(secret.text)).map(({ kind }) => `${kind} in text ${index + 1}`),
  );
}
