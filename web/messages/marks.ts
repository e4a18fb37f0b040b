import type { Language } from '#shared/contract/accounts.ts';

const plural = (count: number, one: string, other: string) => `${count} ${count === 1 ? one : other}`;

const en = {
  explanations: {
    label: (n: number) => `${n}: under a label or heading that names personal data`,
    written: (n: number) => `${n}: written like personal data, such as a name, an e-mail address or a number`,
    repeated: (n: number) => `${n}: the same as something found to be personal elsewhere on the page`,
    picture: (n: number) => `${n}: a picture of a person, or one that cannot be read to make sure`,
    model: (n: number) => `${n}: found by the AI in the picture that was masked already`,
    gate: (n: number) => `${n}: found by the last check before the picture was kept`,
    careful: (n: number) => `${n}: in a list or table, and not known to be harmless`,
    hand: (n: number) => `${n}: marked by a person`,
  },
  open: 'Mark what was missed',
  title: 'Make something unreadable',
  lead: 'Draw a box over everything that nobody should read. It is made unreadable in this picture and in every copy of it, for good.',
  add: 'Add a box',
  remove: 'Remove the box',
  box: (number: number, count: number) => `Box ${number} of ${count}`,
  keys: 'Arrow keys move the selected box, with Shift they change its size, Delete removes it; on a touch screen two fingers zoom. Boxes grow a little, so that their width tells nothing.',
  confirm: (count: number) => (count > 0 ? `Make ${plural(count, 'area', 'areas')} unreadable` : 'Make unreadable'),
  done: (count: number) => `${plural(count, 'area is', 'areas are')} unreadable now. The old picture is erased.`,
  covered: 'Too much is covered',
  coveredTitle: 'Something is covered that should be seen',
  coveredText: [
    'What is covered cannot be uncovered: its pixels were replaced before the picture was kept, so nobody has them, also not we.',
    '“Take this step again”, below the picture, takes a new one. Your own name, and values you write in quotes in the goal, stay readable.',
  ],
};

type MarksText = typeof en;

const th: MarksText = {
  explanations: {
    label: (n) => `${n} แห่ง: อยู่ใต้ป้ายหรือหัวข้อที่ระบุข้อมูลส่วนบุคคล`,
    written: (n) => `${n} แห่ง: เขียนในรูปแบบข้อมูลส่วนบุคคล เช่น ชื่อ อีเมล หรือหมายเลข`,
    repeated: (n) => `${n} แห่ง: ตรงกับข้อมูลส่วนบุคคลที่พบที่อื่นในหน้าเดียวกัน`,
    picture: (n) => `${n} แห่ง: เป็นภาพบุคคล หรือภาพที่อ่านเพื่อยืนยันไม่ได้`,
    model: (n) => `${n} แห่ง: AI พบในภาพที่ปกปิดแล้ว`,
    gate: (n) => `${n} แห่ง: พบในการตรวจครั้งสุดท้ายก่อนเก็บภาพ`,
    careful: (n) => `${n} แห่ง: อยู่ในรายการหรือตาราง และยังไม่แน่ใจว่าไม่มีอันตราย`,
    hand: (n) => `${n} แห่ง: มีผู้ทำเครื่องหมายไว้`,
  },
  open: 'ทำเครื่องหมายส่วนที่หลุดไป',
  title: 'ทำให้อ่านไม่ได้',
  lead: 'วาดกรอบทับทุกอย่างที่ไม่ควรมีใครอ่านได้ ส่วนนั้นจะอ่านไม่ได้อีกต่อไปในภาพนี้และทุกสำเนาของภาพ โดยย้อนกลับไม่ได้',
  add: 'เพิ่มกรอบ',
  remove: 'ลบกรอบ',
  box: (number, count) => `กรอบที่ ${number} จาก ${count}`,
  keys: 'ปุ่มลูกศรเลื่อนกรอบที่เลือก กด Shift ค้างไว้เพื่อปรับขนาด ปุ่ม Delete ลบกรอบ บนหน้าจอสัมผัสใช้สองนิ้วเพื่อซูม กรอบจะขยายเล็กน้อย เพื่อไม่ให้ความกว้างบอกอะไรได้',
  confirm: (count) => (count > 0 ? `ทำให้ ${count} ส่วนอ่านไม่ได้` : 'ทำให้อ่านไม่ได้'),
  done: (count) => `${count} ส่วนอ่านไม่ได้แล้ว ภาพเดิมถูกลบออกแล้ว`,
  covered: 'ปกปิดมากเกินไป',
  coveredTitle: 'มีบางอย่างถูกปกปิดทั้งที่ควรมองเห็น',
  coveredText: [
    'สิ่งที่ถูกปกปิดแล้วเปิดกลับมาไม่ได้ เพราะพิกเซลถูกแทนที่ก่อนเก็บภาพ จึงไม่มีใครมีภาพเดิม รวมถึงเราด้วย',
    '“ทำขั้นนี้ใหม่” ใต้ภาพจะถ่ายภาพใหม่ ชื่อของคุณเอง และค่าที่คุณเขียนในเครื่องหมายคำพูดในเป้าหมายจะยังอ่านได้',
  ],
};

/** Text about what is unreadable in a picture and about marking more: loaded with the pages that show pictures. */
export const marksText: Record<Language, MarksText> = { en, th };
