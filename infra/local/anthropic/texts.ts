/** A recorded step as the requests for analysis and texts carry it, one JSON object a line. */
export interface RecordedStep {
  position: number;
  kind: string;
  role: string;
  name: string;
  value: string;
  /** What a drag ends on. */
  to?: { role: string; name: string };
  /** An example that the goal does not give. */
  sample: boolean;
  place: string;
  change: string;
  labels: string[];
}

export function readSteps(lines: string): RecordedStep[] {
  return lines
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as RecordedStep);
}

const roleNames: Record<string, [string, string]> = {
  link: ['link', 'ลิงก์'],
  row: ['row', 'แถว'],
  tab: ['tab', 'แท็บ'],
  menuitem: ['menu item', 'รายการเมนู'],
  checkbox: ['check box', 'ช่องทำเครื่องหมาย'],
  switch: ['switch', 'สวิตช์'],
  textbox: ['field', 'ช่อง'],
};

function named(step: RecordedStep, thai: boolean): string {
  if (step.name && step.labels.includes(step.name)) return `**${step.name}**`;
  const role = roleNames[step.role]?.[thai ? 1 : 0] ?? (thai ? 'ปุ่ม' : 'button');
  return thai ? `${role}ที่ไฮไลต์ไว้` : `the highlighted ${role}`;
}

function placed(step: RecordedStep, thai: boolean): string {
  if (!step.place || step.place === step.name || !step.labels.includes(step.place)) return '';
  return thai ? `ที่ **${step.place}** ` : `Under **${step.place}**, `;
}

function sentence(step: RecordedStep, before: RecordedStep | undefined, thai: boolean): string {
  const what = named(step, thai);
  // A menu's group and its first entry are often called the same.
  const opened = before?.kind === 'select' && step.kind === 'select' && before.name !== '' && before.name === step.name;
  if (opened) return thai ? `ในรายการที่เปิดขึ้น เลือก${what}` : `In what has opened, select ${what}.`;
  const place = placed(step, thai);
  const start = (text: string) =>
    `${place}${place && !thai ? text : `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`}`;
  const value = step.sample
    ? thai
      ? `ค่าตัวอย่าง "${step.value}"`
      : `a value such as "${step.value}"`
    : `"${step.value}"`;
  if (step.kind === 'type')
    return thai ? `${place}พิมพ์ ${value} ใน${what}` : `${place ? `${place}in` : 'In'} ${what}, type ${value}.`;
  if (step.kind === 'choose')
    return thai
      ? `${place}เลือก "${step.value}" ใน${what}`
      : `${place ? `${place}in` : 'In'} ${what}, choose "${step.value}".`;
  if (step.kind === 'double') return thai ? `${place}ดับเบิลคลิก${what}` : start(`double-click ${what}.`);
  if (step.kind === 'hover') return thai ? `${place}วางเมาส์บน${what}` : start(`rest the pointer on ${what}.`);
  if (step.kind === 'drag') return dragged(step, what, thai);
  if (step.kind === 'wait') return thai ? `รอจนหน้าแสดง "${step.value}"` : `Wait until the page shows "${step.value}".`;
  if (step.kind === 'press') return thai ? `กดปุ่ม ${step.value}` : `Press ${step.value}.`;
  if (step.kind === 'navigate') return thai ? `เปิด ${step.value}` : `Open ${step.value}.`;
  if (step.kind === 'done') return thai ? 'ตรวจสอบว่าหน้าแสดงผลลัพธ์แล้ว' : 'Check that the page now shows the result.';
  return thai ? `${place}เลือก${what}` : start(`select ${what}.`);
}

function dragged({ to, labels }: RecordedStep, what: string, thai: boolean): string {
  const named = to?.name && labels.includes(to.name) ? `**${to.name}**` : undefined;
  if (thai) return `ลาก${what}ไปวางบน${named ?? 'พื้นที่ทำงาน'}`;
  return `Drag ${what} onto ${named ?? `the ${to?.role === 'canvas' ? 'canvas' : 'place beside it'}`}.`;
}

export function writeTexts(goal: string, platform: string, language: string, steps: RecordedStep[]) {
  const thai = language === 'th';
  const entered = steps.filter((step) => step.kind === 'type' || step.kind === 'choose');
  const title = goal.trim().replace(/[.!]+$/, '');
  return {
    title: `${title[0]?.toUpperCase() ?? ''}${title.slice(1)}`.slice(0, 80),
    summary: thai
      ? `บทเรียนนี้แสดงวิธีทำใน ${platform}: ${goal}`
      : `This tutorial shows how to reach this goal in ${platform}: ${goal}`,
    beforeYouStart: [
      thai ? `ลงชื่อเข้าใช้ ${platform}` : `Sign in to ${platform} with an account that may make this change.`,
    ],
    steps: steps.map((step, index) => ({
      position: step.position,
      text: sentence(step, steps[index - 1], thai),
      why: why(step, thai),
    })),
    result: thai
      ? 'หน้าแสดงผลลัพธ์ที่บันทึกแล้ว'
      : entered.length > 0
        ? `The platform has kept ${entered.map((step) => `"${step.value}"`).join(', ')}.`
        : 'The page shows what you were looking for.',
    troubleshooting: [
      thai
        ? 'ถ้าไม่พบปุ่ม ให้ตรวจสอบสิทธิ์ของบัญชีของคุณ'
        : 'If you do not see a button, check that your account has the rights for this change.',
    ],
  };
}

function why(step: RecordedStep, thai: boolean): string {
  if (step.kind === 'type' || step.kind === 'choose')
    return step.sample
      ? thai
        ? 'แพลตฟอร์มต้องการค่านี้ ใช้ค่าของคุณเอง'
        : 'The platform asks for it; use your own value.'
      : thai
        ? 'ค่านี้มาจากเป้าหมาย'
        : 'This value is what the goal asks for.';
  if (/^(save|create|submit|add|done|apply|บันทึก)\b/i.test(step.name))
    return thai ? 'ค่าจะถูกเก็บเมื่อบันทึกเท่านั้น' : 'Nothing is kept before you save.';
  return '';
}

export function analyzeSteps(steps: RecordedStep[]) {
  return {
    analyses: steps.map((step) => ({
      position: step.position,
      element: step.kind === 'done' ? 'the finished page' : `${step.role || 'page'} ${step.name}`.trim(),
      change: step.change || 'The page shows the result.',
      purpose:
        step.kind === 'done'
          ? 'It shows that the goal is reached.'
          : `It leads to the goal: ${step.kind} ${step.name || step.value}`.trim(),
    })),
  };
}
