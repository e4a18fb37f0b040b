import type { Language } from '#shared/contract/accounts.ts';
import type { Reporter, ReportSubject } from '#shared/contract/reports.ts';

const plural = (count: number, one: string, other: string) => `${count} ${count === 1 ? one : other}`;

const subjectsEn: Record<ReportSubject, string> = {
  person: 'A person’s name',
  contact: 'An address, e-mail or phone number',
  number: 'A card, account or ID number',
  photo: 'A photo of a person',
  other: 'Something else personal',
};
const reportersEn: Record<Reporter, string> = { owner: 'Owner', viewer: 'Reader', operator: 'Operator' };

const en = {
  open: 'Report',
  title: 'Report this picture',
  lead: 'Does it show something personal that nobody should read? An operator looks at this one picture within 24 hours and makes it unreadable.',
  ownHint: 'You need not wait: with “Mark what was missed” you make it unreadable yourself, at once.',
  subject: 'What can still be read',
  subjects: subjectsEn,
  send: 'Send the report',
  sent: (until: string) => `Thank you. An operator looks at the picture before ${until}.`,
  queue: 'Reported pictures',
  queueLead: 'The most urgent first. You see the one picture that was reported, nothing else of its tutorial.',
  keyTitle: 'For operators',
  keyLead: 'Your key opens the queue for eight hours. Every picture you open is written down with your name.',
  key: 'Key',
  enter: 'Enter',
  wrongKey: 'This key opens nothing. Check it, or ask whoever runs this installation.',
  leave: 'Leave',
  signedInAs: (name: string) => `Operator ${name}`,
  none: 'Nothing is waiting',
  noneText: 'A reported picture appears here, and a mail tells you.',
  reporters: reportersEn,
  reported: (when: string) => `reported ${when}`,
  left: (hours: number, minutes: number) => (hours > 0 ? `${hours} h ${minutes} min left` : `${minutes} min left`),
  overdue: 'Overdue',
  look: 'Open the picture',
  nothing: 'Nothing to hide',
  nothingTitle: 'Close this report?',
  nothingText: 'Nobody is told, and the picture stays as it is.',
  close: 'Close the report',
  picture: 'Reported picture',
  until: (when: string) => `Shown until ${when}`,
  marked: (count: number) => `${plural(count, 'area is', 'areas are')} unreadable. The report is closed.`,
  closed: 'The report is closed.',
  byAddress: 'A picture without a report',
  byAddressLead: 'Enter the address of a picture that somebody told you of in another way.',
  address: 'Address of the picture',
  addressHint: '…/tutorials/…/frames/…',
  add: 'Put it into the queue',
};

export type ReportsText = typeof en;

const subjectsTh: Record<ReportSubject, string> = {
  person: 'ชื่อบุคคล',
  contact: 'ที่อยู่ อีเมล หรือหมายเลขโทรศัพท์',
  number: 'หมายเลขบัตร บัญชี หรือบัตรประจำตัว',
  photo: 'ภาพถ่ายบุคคล',
  other: 'ข้อมูลส่วนบุคคลอื่น',
};
const reportersTh: Record<Reporter, string> = { owner: 'เจ้าของ', viewer: 'ผู้อ่าน', operator: 'ผู้ดูแลระบบ' };

const th: ReportsText = {
  open: 'รายงาน',
  title: 'รายงานภาพนี้',
  lead: 'ภาพนี้แสดงข้อมูลส่วนบุคคลที่ไม่ควรมีใครอ่านได้หรือไม่ ผู้ดูแลระบบจะดูภาพนี้เพียงภาพเดียวภายใน 24 ชั่วโมง และทำให้อ่านไม่ได้',
  ownHint: 'คุณไม่ต้องรอ: ใช้ “ทำเครื่องหมายส่วนที่หลุดไป” เพื่อทำให้อ่านไม่ได้ด้วยตัวเองทันที',
  subject: 'สิ่งที่ยังอ่านได้',
  subjects: subjectsTh,
  send: 'ส่งรายงาน',
  sent: (until) => `ขอบคุณ ผู้ดูแลระบบจะดูภาพก่อน ${until}`,
  queue: 'ภาพที่ถูกรายงาน',
  queueLead: 'เรื่องที่ด่วนที่สุดอยู่ก่อน คุณเห็นเฉพาะภาพที่ถูกรายงาน ไม่เห็นส่วนอื่นของบทเรียน',
  keyTitle: 'สำหรับผู้ดูแลระบบ',
  keyLead: 'คีย์ของคุณเปิดคิวได้แปดชั่วโมง ทุกภาพที่คุณเปิดจะถูกบันทึกพร้อมชื่อของคุณ',
  key: 'คีย์',
  enter: 'เข้าใช้งาน',
  wrongKey: 'คีย์นี้ใช้ไม่ได้ โปรดตรวจสอบอีกครั้ง หรือสอบถามผู้ดูแลการติดตั้งนี้',
  leave: 'ออก',
  signedInAs: (name) => `ผู้ดูแลระบบ ${name}`,
  none: 'ไม่มีเรื่องที่รออยู่',
  noneText: 'ภาพที่ถูกรายงานจะปรากฏที่นี่ และมีอีเมลแจ้งคุณ',
  reporters: reportersTh,
  reported: (when) => `รายงานเมื่อ ${when}`,
  left: (hours, minutes) => (hours > 0 ? `เหลือ ${hours} ชม. ${minutes} นาที` : `เหลือ ${minutes} นาที`),
  overdue: 'เกินกำหนด',
  look: 'เปิดภาพ',
  nothing: 'ไม่มีสิ่งที่ต้องปกปิด',
  nothingTitle: 'ปิดรายงานนี้หรือไม่',
  nothingText: 'จะไม่มีการแจ้งใคร และภาพจะคงเดิม',
  close: 'ปิดรายงาน',
  picture: 'ภาพที่ถูกรายงาน',
  until: (when) => `แสดงถึง ${when}`,
  marked: (count) => `${count} ส่วนอ่านไม่ได้แล้ว รายงานถูกปิด`,
  closed: 'รายงานถูกปิดแล้ว',
  byAddress: 'ภาพที่ไม่มีรายงาน',
  byAddressLead: 'ใส่ที่อยู่ของภาพที่มีผู้แจ้งคุณด้วยวิธีอื่น',
  address: 'ที่อยู่ของภาพ',
  addressHint: '…/tutorials/…/frames/…',
  add: 'เพิ่มเข้าคิว',
};

/** Text of reports and of the operators' page, loaded with the pages that need it. */
export const reportsText: Record<Language, ReportsText> = { en, th };
