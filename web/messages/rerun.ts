import type { Language } from '#shared/contract/accounts.ts';

const plural = (count: number, one: string, other: string) => `${count} ${count === 1 ? one : other}`;

const en = {
  menu: 'Run it again',
  title: 'Run this tutorial again?',
  text: (platform: string) => [
    `The recorded steps are done once more on ${platform}, with fresh pictures. What changed there since is found anew.`,
    'What the tutorial creates or changes is created or changed again; a plan that changes data waits for your approval, and you can give other values.',
    'This tutorial stays as it is until you have seen the difference and taken it over.',
  ],
  start: 'Run it again',
  retake: {
    menu: 'Take this step again',
    title: (step: number) => `Take step ${step} again?`,
    text: (platform: string, before: number) => [
      before > 0
        ? `The recorded steps before it are done once more on ${platform}, to come to its page. Its own action is not done: only its picture is taken anew, and its words where they no longer fit.`
        : `Its page is opened on ${platform}. Its action is not done: only its picture is taken anew, and its words where they no longer fit.`,
      ...(before > 0
        ? ['What the steps before it create or change is created or changed again. Where they do, you are asked first.']
        : []),
      'Every other step stays as it is, and you see the new picture beside the old one before anything is replaced. To share, you look over this one picture.',
    ],
    result: (platform: string) => [
      `The result is seen at the end alone: all recorded steps are done once more on ${platform}, and only the last picture is taken anew.`,
      'What the steps create or change is created or changed again; a plan that changes data waits for your approval.',
      'Every other step stays as it is, and you see the new picture beside the old one before anything is replaced. To share, you look over this one picture.',
    ],
    start: 'Take it again',
    changesTitle: 'One step taken again',
    take: 'Take the new one',
    discard: 'Keep the old one',
  },
  asked: {
    whole: 'The recorded steps are done once more. What the plan creates or changes is created or changed again.',
    step: 'One picture is taken anew. The recorded steps that lead to it are done once more, and at least one of them may create or change something again.',
  },
  untouched: 'The tutorial is as it was.',
  drafts: {
    making: 'A new run of this tutorial is in the making.',
    waits: 'The plan of a new run of this tutorial waits for your approval.',
    ready: 'A new run of this tutorial is ready.',
    failed: 'The new run of this tutorial stopped. The tutorial is as it was.',
  },
  stoppedAt: (step: number) =>
    `Step ${step} could not be done as before, and no other way was found. Have a look at it on the platform.`,
  see: 'See what would change',
  readyTitle: 'The new run is ready',
  follow: 'See where it is',
  changesTitle: 'What the new run changes',
  changesLead: 'Nothing is replaced before you say so.',
  counts: (same: number, changed: number, added: number, removed: number) =>
    `${plural(same, 'step', 'steps')} with a fresh picture alone, ${changed} changed, ${added} new, ${removed} gone`,
  kinds: { same: 'Fresh picture', changed: 'Changed', added: 'New', removed: 'Gone' },
  mended: 'Mended',
  mendedHint: (steps: number) =>
    `${plural(steps, 'step', 'steps')} no longer fitted the platform, and another way was found. Have a look at them.`,
  unconfirmed: 'Check',
  unconfirmedHint: (steps: number) =>
    `${plural(steps, 'step was', 'steps were')} done and led elsewhere than before. Have a look before you take it over.`,
  covered: 'Covered by hand so far',
  coveredHint: (pictures: number) =>
    `${plural(pictures, 'picture takes', 'pictures take')} the place of one that was covered by hand. What was covered there is not covered in the new one: have a look, and cover it again where it has to be.`,
  before: 'Now',
  after: 'New run',
  noneBefore: 'Not in the tutorial so far.',
  noneAfter: 'Not needed any more.',
  takeText:
    'Taking it over replaces every step and picture, and closes share links and the showcase until you have looked over the new pictures.',
  take: 'Take it over',
  discard: 'Discard the new run',
  discardTitle: 'Discard the new run?',
  discardText: 'It is erased with its pictures, and the tutorial stays as it is. This cannot be undone.',
  takeStep: 'Take this step alone',
  takeStepTitle: 'Take this step alone?',
  takeStepText:
    'Its new picture and words replace the old ones. Everything else of the new run is erased: the other steps cannot be taken afterwards.',
  stepTaken: 'This step is taken anew; the rest of the tutorial is as it was.',
  taken: 'The tutorial shows the new run.',
  discarded: 'The new run is erased; the tutorial is as it was.',
};
type RerunText = typeof en;

const th: RerunText = {
  menu: 'ทำซ้ำอีกครั้ง',
  title: 'ทำบทเรียนนี้ซ้ำอีกครั้งหรือไม่',
  text: (platform) => [
    `ขั้นตอนที่บันทึกไว้จะถูกทำอีกครั้งบน ${platform} พร้อมภาพใหม่ สิ่งที่เปลี่ยนไปจะถูกค้นหาใหม่`,
    'สิ่งที่บทเรียนสร้างหรือเปลี่ยนจะถูกสร้างหรือเปลี่ยนอีกครั้ง แผนที่เปลี่ยนแปลงข้อมูลจะรอการอนุมัติ และคุณใส่ค่าอื่นได้',
    'บทเรียนนี้จะคงเดิมจนกว่าคุณจะเห็นความแตกต่างและเลือกใช้ของใหม่',
  ],
  start: 'ทำซ้ำอีกครั้ง',
  retake: {
    menu: 'ทำขั้นนี้ใหม่',
    title: (step) => `ทำขั้นที่ ${step} ใหม่หรือไม่`,
    text: (platform, before) => [
      before > 0
        ? `ขั้นตอนก่อนหน้าจะถูกทำอีกครั้งบน ${platform} เพื่อไปถึงหน้านั้น แต่ขั้นนี้เองจะไม่ถูกทำ จะถ่ายเฉพาะภาพใหม่ และเขียนข้อความใหม่เมื่อไม่ตรงแล้ว`
        : `จะเปิดหน้าของขั้นนี้บน ${platform} แต่ขั้นนี้เองจะไม่ถูกทำ จะถ่ายเฉพาะภาพใหม่ และเขียนข้อความใหม่เมื่อไม่ตรงแล้ว`,
      ...(before > 0 ? ['สิ่งที่ขั้นตอนก่อนหน้าสร้างหรือเปลี่ยนจะถูกสร้างหรือเปลี่ยนอีกครั้ง ระบบจะขออนุมัติเฉพาะในกรณีนั้น'] : []),
      'ขั้นอื่นทั้งหมดยังคงเดิม และคุณจะเห็นภาพใหม่ข้างภาพเดิมก่อนแทนที่ หากจะแชร์ ให้ตรวจดูเฉพาะภาพนี้',
    ],
    result: (platform) => [
      `ผลลัพธ์เห็นได้ที่ตอนท้ายเท่านั้น จึงทำทุกขั้นตอนที่บันทึกไว้อีกครั้งบน ${platform} และถ่ายเฉพาะภาพสุดท้ายใหม่`,
      'สิ่งที่ขั้นตอนสร้างหรือเปลี่ยนจะถูกสร้างหรือเปลี่ยนอีกครั้ง แผนที่เปลี่ยนแปลงข้อมูลจะรอการอนุมัติของคุณ',
      'ขั้นอื่นทั้งหมดยังคงเดิม และคุณจะเห็นภาพใหม่ข้างภาพเดิมก่อนแทนที่ หากจะแชร์ ให้ตรวจดูเฉพาะภาพนี้',
    ],
    start: 'ทำใหม่',
    changesTitle: 'ขั้นที่ทำใหม่หนึ่งขั้น',
    take: 'ใช้ภาพใหม่',
    discard: 'เก็บภาพเดิม',
  },
  asked: {
    whole: 'ขั้นตอนที่บันทึกไว้จะถูกทำอีกครั้ง สิ่งที่แผนสร้างหรือเปลี่ยนจะถูกสร้างหรือเปลี่ยนอีกครั้ง',
    step: 'จะถ่ายภาพใหม่เพียงภาพเดียว ขั้นตอนที่บันทึกไว้ซึ่งนำไปถึงขั้นนั้นจะถูกทำอีกครั้ง และอย่างน้อยหนึ่งขั้นอาจสร้างหรือเปลี่ยนบางสิ่งอีกครั้ง',
  },
  untouched: 'บทเรียนยังคงเดิม',
  drafts: {
    making: 'กำลังทำบทเรียนนี้ซ้ำ',
    waits: 'แผนของการทำซ้ำบทเรียนนี้รอการอนุมัติของคุณ',
    ready: 'การทำซ้ำของบทเรียนนี้พร้อมแล้ว',
    failed: 'การทำซ้ำของบทเรียนนี้หยุดลง บทเรียนยังคงเดิม',
  },
  stoppedAt: (step) => `ขั้นที่ ${step} ทำแบบเดิมไม่ได้ และไม่พบทางอื่น โปรดตรวจดูบนแพลตฟอร์ม`,
  see: 'ดูสิ่งที่จะเปลี่ยน',
  readyTitle: 'การทำซ้ำเสร็จแล้ว',
  follow: 'ดูความคืบหน้า',
  changesTitle: 'สิ่งที่การทำซ้ำเปลี่ยน',
  changesLead: 'จะไม่แทนที่สิ่งใดจนกว่าคุณจะสั่ง',
  counts: (same, changed, added, removed) => `${same} ขั้นได้ภาพใหม่เท่านั้น เปลี่ยน ${changed} เพิ่ม ${added} หายไป ${removed}`,
  kinds: { same: 'ภาพใหม่', changed: 'เปลี่ยน', added: 'เพิ่ม', removed: 'หายไป' },
  mended: 'ซ่อมแล้ว',
  mendedHint: (steps) => `${steps} ขั้นไม่ตรงกับแพลตฟอร์มแล้ว จึงใช้ทางอื่น โปรดตรวจดู`,
  unconfirmed: 'ตรวจดู',
  unconfirmedHint: (steps) => `${steps} ขั้นทำแล้วแต่ได้ผลต่างจากเดิม โปรดตรวจดูก่อนใช้ของใหม่`,
  covered: 'เคยปิดบังด้วยมือ',
  coveredHint: (pictures) =>
    `${pictures} ภาพจะแทนที่ภาพที่เคยปิดบังด้วยมือ สิ่งที่ปิดบังไว้ในภาพเดิมไม่ได้ปิดบังในภาพใหม่ โปรดตรวจดูและปิดบังอีกครั้งหากจำเป็น`,
  before: 'ตอนนี้',
  after: 'ทำใหม่',
  noneBefore: 'ยังไม่มีในบทเรียน',
  noneAfter: 'ไม่จำเป็นอีกต่อไป',
  takeText: 'การใช้ของใหม่จะแทนที่ทุกขั้นและทุกภาพ และปิดลิงก์แชร์กับหน้าแสดงผลงานจนกว่าคุณจะตรวจดูภาพใหม่',
  take: 'ใช้ของใหม่',
  discard: 'ทิ้งการทำซ้ำนี้',
  discardTitle: 'ทิ้งการทำซ้ำนี้หรือไม่',
  discardText: 'การทำซ้ำพร้อมภาพจะถูกลบ บทเรียนยังคงเดิม และกู้คืนไม่ได้',
  takeStep: 'ใช้เฉพาะขั้นนี้',
  takeStepTitle: 'ใช้เฉพาะขั้นนี้หรือไม่',
  takeStepText: 'ภาพและข้อความใหม่ของขั้นนี้จะแทนที่ของเดิม ส่วนที่เหลือของการทำซ้ำจะถูกลบ และใช้ขั้นอื่นภายหลังไม่ได้',
  stepTaken: 'ใช้ภาพใหม่ของขั้นนี้แล้ว ส่วนที่เหลือของบทเรียนยังคงเดิม',
  taken: 'บทเรียนแสดงผลของการทำซ้ำแล้ว',
  discarded: 'ลบการทำซ้ำแล้ว บทเรียนยังคงเดิม',
};

/** Text about running a tutorial again and the difference it makes: loaded with the pages of a tutorial. */
export const rerunText: Record<Language, RerunText> = { en, th };
