import { boxes, cards, feed, inbox, lanes, table } from './layouts-lists.ts';
import { facts, form, pixels, record, security } from './layouts-records.ts';
import type { PageCase } from './markup.ts';

/**
 * A table whose rows jump while the picture is taken: away and back, so that looking before and after is not enough, or on
 * and on.
 */
function jumping(page: PageCase): string {
  return `${table(page)}<script>const body=document.querySelector('tbody');let n=0;
const id=setInterval(()=>{body.style.cssText=(n=1-n)?'position:relative;top:46px;left:170px':'';},11);setTimeout(()=>{clearInterval(id);body.style.cssText=''},900)</script>`;
}

export const layouts: Record<string, (page: PageCase) => string> = {
  table,
  boxes,
  cards,
  inbox,
  feed,
  lanes,
  record,
  facts,
  form,
  security,
  pixels,
  jumping,
};
