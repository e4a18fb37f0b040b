/** Verbs that a Thai goal begins with, in the shape that the English rules read. */
const verbs: readonly (readonly [RegExp, string])[] = [
  [/^(?:สร้าง|เพิ่ม|ลงทะเบียน)/, 'create '],
  [/^(?:ลบ)/, 'delete '],
  [/^(?:เปลี่ยนชื่อ)/, 'rename '],
  [/^(?:เปลี่ยน|แก้ไข|แก้|ตั้งค่า|ตั้ง|ปรับ)/, 'change '],
  [/^(?:เปิดใช้งาน|เปิดใช้)/, 'enable '],
  [/^(?:ปิดใช้งาน|ปิดใช้)/, 'disable '],
  [/^(?:ค้นหา|หา|ดู|เปิด|แสดง|ไปที่)/, 'open '],
];

/** Nouns and small words, longer ones first: Thai sets no spaces between words. General language, no product's own. */
const words: readonly (readonly [string, string])[] = [
  ['ชื่อโครงการ', ' project name '],
  ['ตำแหน่งงาน', ' job title '],
  ['ผู้ติดต่อ', ' contact '],
  ['หมวดหมู่', ' category '],
  ['เบอร์โทรศัพท์', ' phone '],
  ['เบอร์โทร', ' phone '],
  ['โทรศัพท์', ' phone '],
  ['โปรโมชั่น', ' promotion '],
  ['พนักงาน', ' employee '],
  ['บทความ', ' article '],
  ['สกุลเงิน', ' currency '],
  ['สินค้า', ' product '],
  ['ลูกค้า', ' customer '],
  ['บริษัท', ' company '],
  ['บทบาท', ' role '],
  ['ผู้เขียน', ' author '],
  ['ผู้ใช้', ' user '],
  ['กลุ่ม', ' group '],
  ['งาน', ' task '],
  ['โพสต์', ' post '],
  ['สูตรอาหาร', ' recipe '],
  ['อีเมล', ' email '],
  ['ที่อยู่', ' address '],
  ['จำนวนที่เสิร์ฟ', ' servings '],
  ['หัวข้อ', ' title '],
  ['ดีล', ' deal '],
  ['ชื่อว่า', ' called '],
  ['ที่ชื่อ', ' called '],
  ['ชื่อ', ' called '],
  ['เป็น', ' to '],
  ['ของ', ' of '],
  ['ใหม่', ' '],
  ['แล้วเผยแพร่', ' and publish '],
  ['และเผยแพร่', ' and publish '],
];

/** A Thai goal with its verbs and common nouns in English; names, values and everything in quotation marks stay as they are. */
export function thaiGoalInEnglish(text: string): string {
  if (!/\p{Script=Thai}/u.test(text)) return text;
  let rest = text.trim().replace(/^(?:กรุณา|ช่วย|วิธี(?:การ)?|ฉันต้องการ|อยาก)\s*/u, '');
  const verb = verbs.find(([begin]) => begin.test(rest));
  rest = verb ? rest.replace(verb[0], '') : rest;
  const inWords = rest
    .split(/(["“”„«»][^"“”„«»]*["“”„«»])/u)
    .map((part) => (/^["“”„«»]/u.test(part) ? part : inEnglish(part)))
    .join('');
  return `${verb?.[1] ?? ''}${inWords}`.replaceAll(/\s+/g, ' ').trim();
}

function inEnglish(text: string): string {
  return words.reduce((result, [thai, english]) => result.replaceAll(thai, english), text);
}
