import { html, type Html } from './html.ts';

const sections = [
  { path: '/_local', name: 'Executions' },
  { path: '/_local/queues', name: 'Queues' },
  { path: '/_local/tasks', name: 'Tasks' },
  { path: '/_local/logs', name: 'Logs' },
  { path: '/_local/outbox', name: 'Outbox' },
] as const;
export type Section = (typeof sections)[number]['name'];

/** A whole page of the operators' part. */
export function page(section: Section, title: string, body: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Stepify on this machine</title>
        <link rel="stylesheet" href="/_local/style.css" />
      </head>
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        <header>
          <p class="name">Stepify <span>operators</span></p>
          <nav aria-label="Operators' pages">
            ${sections.map(({ path, name }) => html`<a href="${path}" ${name === section && html` aria-current="page"`}>${name}</a>`)}
          </nav>
          <a class="product" href="/">Open the product</a>
        </header>
        <p class="notice">
          This page stands in for the AWS consoles and a mail provider. It exists only where Stepify runs on one
          machine, and answers only to that machine.
        </p>
        <main id="content">
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html>`.text;
}

/** A table that scrolls by itself when it is wider than the window, also with the keyboard. */
export function table(label: string, head: string[], rows: Html[], empty: string): Html {
  if (rows.length === 0) return html`<p class="empty">${empty}</p>`;
  return html`<div class="scroll" role="region" aria-label="${label}" tabindex="0">
    <table>
      <thead>
        <tr>
          ${head.map((name) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

const tones: Record<string, string> = {
  RUNNING: 'busy',
  PROVISIONING: 'busy',
  SUCCEEDED: 'good',
  FAILED: 'bad',
  TIMED_OUT: 'bad',
  ABORTED: 'bad',
};

export function status(name: string): Html {
  return html`<span class="status ${tones[name] ?? 'quiet'}">${name.toLowerCase().replace('_', ' ')}</span>`;
}

export function time(at: string | Date | null | undefined): Html {
  if (!at) return html`<span class="quiet">–</span>`;
  const iso = new Date(at).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 19)}</time>`;
}

/** Such as `1.2 s` or `3 min 05 s`. */
export function duration(fromMs: number, toMs: number): string {
  const seconds = Math.max(0, toMs - fromMs) / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${String(Math.floor(seconds % 60)).padStart(2, '0')} s`;
}

export function json(value: unknown): Html {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return html`<pre tabindex="0">${text}</pre>`;
}

/** A button that asks the operators' page to do something, and what it does in a sentence. */
export function actionButton(path: string, label: string, explanation: string): Html {
  return html`<form method="post" action="${path}">
    <button>${label}</button> <span class="quiet">${explanation}</span>
  </form>`;
}
