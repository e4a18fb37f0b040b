import type { Language } from '#shared/contract/accounts.ts';
import type { Step } from '#shared/contract/tutorials.ts';

type Did = NonNullable<Step['did']>;

const en = {
  title: 'How far it came',
  text: (steps: number) =>
    `${steps === 1 ? 'One step was' : `${steps} steps were`} done on the platform before it stopped. They are kept here as a draft for you alone: it cannot be shared, and trying again replaces it.`,
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
    if (kind === 'stopped') return 'It stopped on this page';
    return `Selected ${what}`;
  },
};
type KeptText = typeof en;

const th: KeptText = {
  title: 'ทำไปถึงไหนแล้ว',
  text: (steps) => `ทำไปแล้ว ${steps} ขั้นบนแพลตฟอร์มก่อนที่จะหยุด เก็บไว้เป็นฉบับร่างสำหรับคุณเท่านั้น แชร์ไม่ได้ และจะถูกแทนที่เมื่อลองใหม่`,
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
    if (kind === 'stopped') return 'หยุดที่หน้านี้';
    return `เลือก ${what}`;
  },
};

/** Text about what a run did before it stopped: loaded with the page of a job. */
export const keptText: Record<Language, KeptText> = { en, th };
