import type { RawItem } from '../page-outline.ts';
import type { NameTools } from './names.ts';
import type { TextTools } from './texts.ts';

/** What tells a control apart beside its name: tooltip, placeholder, address, icon, options. Runs in the page: its source is sent there. */
export function hintTools(
  { flat, attribute, wordsIn, isIcon, shownText, isMachineWord }: TextTools,
  { tooltips }: NameTools,
) {
  /** `trash` of `/icons/trash.svg?v=3`: icons that are pictures are told apart by their files. */
  const fileName = (address: string) =>
    /([\w-]+)\.(?:svg|png|gif|webp)\b/i.exec(address.split('/').pop() ?? '')?.[1] ?? '';
  const iconClass =
    /^(?:fa|mdi|bi|ti|ri|pi|ion|lucide|icon|glyphicon|codicon|octicon|tabler-icon|el-icon|anticon)-([a-z0-9-]+)$/;

  function hintsOf(el: Element, name: string, owner: string, draggable: boolean): RawItem['hints'] {
    const addPicture = (part: Element) => {
      const source = part.getAttribute('href') ?? part.getAttribute('xlink:href') ?? part.getAttribute('src') ?? '';
      if (/^(img|image)$/i.test(part.tagName)) add('icon', fileName(source));
      else if (part.childElementCount === 0) add('icon', fileName(getComputedStyle(part).backgroundImage));
    };
    const hints: RawItem['hints'] = [];
    const add = (kind: string, text: string) => {
      if (text && !isMachineWord(text) && text !== name && !hints.some((h) => h.kind === kind && h.text === text))
        hints.push({ kind, text });
    };
    for (const from of ['title', ...tooltips]) add('tooltip', attribute(el, from));
    add('placeholder', attribute(el, 'placeholder'));
    const described = el.getAttribute('aria-describedby')?.split(' ')[0];
    const description = described ? (el.getRootNode() as Document).getElementById?.(described) : null;
    if (description) add('note', flat(shownText(description), 100));
    const href = el.getAttribute('href') ?? '';
    if (href && !/^(javascript|data|mailto|tel):/i.test(href) && URL.canParse(href, location.href)) {
      const url = new URL(href, location.href);
      add(
        url.origin === location.origin ? 'href' : 'external',
        `${url.origin === location.origin ? '' : url.host}${url.pathname}${url.hash}`.slice(0, 80),
      );
    }
    if (!wordsIn(name) || name.length < 3) {
      for (const part of [el, ...el.querySelectorAll('*')].slice(0, 16)) {
        add('icon', attribute(part, 'data-icon'));
        for (const token of part.classList) add('icon', iconClass.exec(token)?.[1] ?? '');
        if (part.tagName === 'use') add('icon', (part.getAttribute('href') ?? '').split('#').pop() ?? '');
        addPicture(part);
        if (part.tagName === 'title') add('icon', flat(part.textContent));
        if (part !== el && isIcon(part)) {
          add('icon', attribute(part, 'aria-label') || attribute(part, 'data-testid'));
          if (part.childElementCount === 0 && part.tagName !== 'svg') add('icon', flat(part.textContent, 30));
        }
      }
      add('id', flat(attribute(el, 'data-testid') || attribute(el, 'name') || el.id, 40));
      add('of', owner);
    } else if (draggable) {
      for (const part of [...el.querySelectorAll('*')].slice(0, 24)) addPicture(part);
    }
    if (el.tagName === 'SELECT') {
      for (const option of [...(el as HTMLSelectElement).options].slice(0, 20)) add('option', flat(option.text, 60));
    }
    return hints.slice(0, 24);
  }

  return { hintsOf };
}
export type HintTools = ReturnType<typeof hintTools>;
