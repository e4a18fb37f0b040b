import type { Language } from '#shared/contract/accounts.ts';
import type { ErrorCode } from '#shared/contract/errors.ts';
import { planWaitsDays } from '#shared/contract/plan.ts';
import { failureReason } from './failure-reasons.ts';
import { nameInMail } from './name-in-mail.ts';

export interface MailText {
  subject: string;
  text: string;
  html: string;
}

interface Wording {
  subject: string;
  /** To whoever gave a name that can stand in a mail, or to anybody. */
  greeting: (name: string | undefined) => string;
  paragraphs: string[];
  /** Label of the button, which is a link. */
  action: string;
  footer: string;
}

const ready: Record<Language, Omit<Wording, 'greeting' | 'footer'>> = {
  en: {
    subject: 'Your tutorial is ready',
    paragraphs: ['The tutorial you asked for is finished. Have a look at its steps and screenshots.'],
    action: 'Open the tutorial',
  },
  th: {
    subject: 'บทเรียนของคุณพร้อมแล้ว',
    paragraphs: ['บทเรียนที่คุณขอไว้เสร็จเรียบร้อยแล้ว เปิดดูขั้นตอนและภาพหน้าจอได้เลย'],
    action: 'เปิดบทเรียน',
  },
};

const planWaits: Record<Language, Omit<Wording, 'greeting' | 'footer'>> = {
  en: {
    subject: 'A plan waits for your approval',
    paragraphs: [
      'The tutorial you asked for will change something on your platform. Look at the plan, change its values if you like, and approve it.',
      `It waits for ${planWaitsDays} days. Nothing is done on the platform before you approve.`,
    ],
    action: 'Look at the plan',
  },
  th: {
    subject: 'มีแผนรอการอนุมัติจากคุณ',
    paragraphs: [
      'บทเรียนที่คุณขอไว้จะเปลี่ยนแปลงข้อมูลบนแพลตฟอร์มของคุณ โปรดดูแผน แก้ไขค่าต่าง ๆ ได้ตามต้องการ แล้วอนุมัติ',
      `แผนจะรอ ${planWaitsDays} วัน จะไม่มีการทำสิ่งใดบนแพลตฟอร์มก่อนที่คุณอนุมัติ`,
    ],
    action: 'ดูแผน',
  },
};

const failed: Record<Language, Omit<Wording, 'greeting' | 'footer'>> = {
  en: {
    subject: 'Your tutorial could not be made',
    paragraphs: ['To try again, open the tutorial and press “Try again”. Your goal is kept, and nothing was charged.'],
    action: 'Open and try again',
  },
  th: {
    subject: 'ไม่สามารถสร้างบทเรียนของคุณได้',
    paragraphs: ['หากต้องการลองใหม่ ให้เปิดบทเรียนแล้วกด “ลองอีกครั้ง” เป้าหมายของคุณยังถูกเก็บไว้ และไม่มีการเรียกเก็บเงิน'],
    action: 'เปิดและลองอีกครั้ง',
  },
};

const redacted: Record<Language, Omit<Wording, 'greeting' | 'footer'>> = {
  en: {
    subject: 'A picture in a tutorial of yours was redacted',
    paragraphs: [
      'A picture in one of your tutorials was reported because it showed personal data. An operator has made the place unreadable in every copy, and the old picture is erased.',
      'Links you have shared go on working, with the redacted picture. Please look over the pictures again: new links and publishing wait until you have.',
    ],
    action: 'Look over the pictures',
  },
  th: {
    subject: 'มีการปิดบังข้อมูลในภาพของบทเรียนของคุณ',
    paragraphs: [
      'มีผู้รายงานว่าภาพหนึ่งในบทเรียนของคุณแสดงข้อมูลส่วนบุคคล ผู้ดูแลระบบได้ทำให้ส่วนนั้นอ่านไม่ได้ในทุกสำเนา และลบภาพเดิมแล้ว',
      'ลิงก์ที่คุณแชร์ไว้ยังใช้งานได้ โดยแสดงภาพที่ปิดบังแล้ว โปรดตรวจดูภาพอีกครั้ง คุณจะสร้างลิงก์ใหม่หรือเผยแพร่ได้เมื่อตรวจดูแล้ว',
    ],
    action: 'ตรวจดูภาพ',
  },
};

const frame: Record<Language, Pick<Wording, 'greeting' | 'footer'>> = {
  en: {
    greeting: (name) => (name ? `Hello ${name},` : 'Hello,'),
    footer: 'You receive this mail because you asked Stepify for a tutorial.',
  },
  th: {
    greeting: (name) => (name ? `สวัสดี คุณ${name}` : 'สวัสดี'),
    footer: 'คุณได้รับอีเมลนี้เพราะคุณขอให้ Stepify สร้างบทเรียน',
  },
};

/** Title and goal stay out of mails: the provider receives an address and a name (X5). */
export function tutorialReadyMail(language: Language, name: string, link: string): MailText {
  return compose(language, { ...frame[language], ...ready[language] }, name, link);
}

export function planWaitsMail(language: Language, name: string, link: string): MailText {
  return compose(language, { ...frame[language], ...planWaits[language] }, name, link);
}

/** To the owner: an operator changed a picture of theirs, and what that asks of them. */
export function pictureRedactedMail(language: Language, name: string, link: string): MailText {
  return compose(language, { ...frame[language], ...redacted[language] }, name, link);
}

/** Says in plain words why, and how to try again. */
export function tutorialFailedMail(language: Language, name: string, link: string, code: ErrorCode): MailText {
  const { paragraphs, ...rest } = failed[language];
  const wording = { ...frame[language], ...rest, paragraphs: [failureReason(language, code), ...paragraphs] };
  return compose(language, wording, name, link);
}

const report = {
  new: {
    subject: 'A picture was reported',
    paragraphs: ['Somebody says that a picture of a tutorial shows personal data.'],
  },
  near: {
    subject: 'A reported picture has little time left',
    paragraphs: ['A report that a picture shows personal data is still open.'],
  },
};

/** To the operators, in English: a picture waits for them, and until when. Which one stands behind the link. */
export function reportMail(kind: keyof typeof report, dueAt: Date, link: string): MailText {
  const { subject, paragraphs } = report[kind];
  const due = `Look at it before ${dueAt.toISOString().slice(0, 16).replace('T', ' ')} UTC.`;
  const wording = {
    subject,
    greeting: () => 'Hello operators,',
    paragraphs: [...paragraphs, due],
    action: 'Open the queue',
    footer: 'You receive this mail because you operate Stepify.',
  };
  return compose('en', wording, '', link);
}

function compose(language: Language, wording: Wording, name: string, link: string): MailText {
  const { subject, greeting, paragraphs, action, footer } = wording;
  const lines = [greeting(nameInMail(name)), ...paragraphs];
  return {
    subject,
    text: [...lines, `${action}: ${link}`, `— Stepify\n${footer}`].join('\n\n'),
    html: `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(subject)}</title></head>
<body style="margin:0;background:#f5f4f1;font:16px/1.6 Inter,'Noto Sans Thai',system-ui,sans-serif;color:#1f2328">
<div style="max-width:520px;margin:0 auto;padding:40px 24px">
<p style="font-weight:700;letter-spacing:-.01em;margin:0 0 24px">Stepify</p>
<div style="background:#fff;border:1px solid #e4e2dc;border-radius:12px;padding:28px 28px 32px">
<h1 style="font-size:20px;line-height:1.3;margin:0 0 16px">${escape(subject)}</h1>
${lines.map((line) => `<p style="margin:0 0 16px">${escape(line)}</p>`).join('\n')}
<a href="${escape(link)}" style="display:inline-block;margin-top:8px;padding:11px 20px;border-radius:8px;background:#1f2328;color:#fff;text-decoration:none;font-weight:600">${escape(action)}</a>
</div>
<p style="font-size:13px;color:#6b6f76;margin:20px 0 0">${escape(footer)}</p>
</div>
</body>
</html>`,
  };
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
