import type { Language } from '#shared/contract/accounts.ts';
import type { Step } from '#shared/contract/tutorials.ts';

type Did = NonNullable<Step['did']>;

/** Why a walk ended, by the name of its end. */
const ends: Record<string, string> = {
  'gave up': 'It saw no way on from here:',
  'not verified': 'It could not be shown that the goal was reached:',
  time: 'The time of one run was over.',
  actions: 'The actions that one run may take were used up.',
  loop: 'The same was tried again and again and led nowhere.',
  session: 'The platform asked to sign in again.',
  tokens: 'What one run may cost was used up.',
  money: 'What one run may cost was used up.',
};
const endsThai: Record<string, string> = {
  'gave up': 'ไม่เห็นทางไปต่อ:',
  'not verified': 'ไม่สามารถยืนยันได้ว่าถึงเป้าหมายแล้ว:',
  time: 'หมดเวลาของการทำหนึ่งครั้ง',
  actions: 'ใช้จำนวนการกระทำของหนึ่งครั้งหมดแล้ว',
  loop: 'ลองสิ่งเดิมซ้ำหลายครั้งแล้วไม่เกิดผล',
  session: 'แพลตฟอร์มขอให้ลงชื่อเข้าใช้อีกครั้ง',
  tokens: 'ใช้งบของการทำหนึ่งครั้งหมดแล้ว',
  money: 'ใช้งบของการทำหนึ่งครั้งหมดแล้ว',
};

const en = {
  title: 'How far it came',
  text: (steps: number) =>
    steps === 0
      ? 'Nothing was done on the platform. What it saw is kept here for you alone.'
      : `${steps === 1 ? 'One step was' : `${steps} steps were`} done on the platform before it stopped. They are kept here as a draft for you alone: it cannot be shared, and trying again replaces it.`,
  said: ({ kind, name, value }: Did): string => {
    const what = name ? `**${name}**` : 'an element without a name';
    if (kind === 'type') return `Typed “${value}” into ${what}`;
    if (kind === 'choose') return `Chose “${value}” in ${what}`;
    if (kind === 'check') return `Switched ${what}`;
    if (kind === 'press') return `Pressed ${value}`;
    if (kind === 'drag') return `Dragged ${what}`;
    if (kind === 'navigate') return `Opened ${value}`;
    if (kind === 'wait') return `Waited for “${value}”`;
    if (kind === 'scroll') return 'Scrolled';
    if (kind === 'hover') return `Rested the pointer on ${what}`;
    if (kind === 'stopped')
      return [`It stopped on this page.`, ends[name], value && `“${value}”`].filter(Boolean).join(' ');
    return `Selected ${what}`;
  },
};
type KeptText = typeof en;

const th: KeptText = {
  title: 'ทำไปถึงไหนแล้ว',
  text: (steps) =>
    steps === 0
      ? 'ยังไม่ได้ทำอะไรบนแพลตฟอร์ม สิ่งที่เห็นเก็บไว้สำหรับคุณเท่านั้น'
      : `ทำไปแล้ว ${steps} ขั้นบนแพลตฟอร์มก่อนที่จะหยุด เก็บไว้เป็นฉบับร่างสำหรับคุณเท่านั้น แชร์ไม่ได้ และจะถูกแทนที่เมื่อลองใหม่`,
  said: ({ kind, name, value }) => {
    const what = name ? `**${name}**` : 'ส่วนที่ไม่มีชื่อ';
    if (kind === 'type') return `พิมพ์ “${value}” ใน ${what}`;
    if (kind === 'choose') return `เลือก “${value}” ใน ${what}`;
    if (kind === 'check') return `สลับ ${what}`;
    if (kind === 'press') return `กด ${value}`;
    if (kind === 'drag') return `ลาก ${what}`;
    if (kind === 'navigate') return `เปิด ${value}`;
    if (kind === 'wait') return `รอ “${value}”`;
    if (kind === 'scroll') return 'เลื่อนหน้า';
    if (kind === 'hover') return `วางเมาส์บน ${what}`;
    if (kind === 'stopped') return ['หยุดที่หน้านี้', endsThai[name], value && `“${value}”`].filter(Boolean).join(' ');
    return `เลือก ${what}`;
  },
};

/** Text about what a run did before it stopped: loaded with the page of a job. */
export const keptText: Record<Language, KeptText> = { en, th };
