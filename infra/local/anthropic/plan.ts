import { readGoal } from './goal.ts';

/** Plan of a goal from its sentence alone, as the planner's schema wants it. */
export function makePlan(goalText: string, platform: string, language: string) {
  const goal = readGoal(goalText);
  const thai = language === 'th';
  const what = [goal.object, goal.item].filter(Boolean).join(' ') || goal.values[0]?.field || goalText;
  const values = goal.values.map(({ field, value }) => ({ field, value, sample: false }));
  if (goal.kind === 'create' && values.length === 0)
    values.push({ field: 'name', value: `Example ${goal.object}`.trim(), sample: true });
  const steps: { intent: string; risk: string }[] = [];
  const add = (intent: string, risk = 'none') => void steps.push({ intent, risk });
  add(thai ? `เปิดส่วนของ ${what} ใน ${platform}` : `Open the place for ${what} in ${platform}.`);
  if (goal.kind === 'create') add(thai ? `เริ่มสร้าง ${what}` : `Start a new ${what}.`);
  for (const { field, value } of values) add(thai ? `กรอก ${field}: ${value}` : `Enter the ${field}: ${value}.`);
  if (goal.kind === 'delete') add(thai ? `ลบ ${what}` : `Delete ${what}.`, 'risky');
  else if (goal.kind !== 'open') add(thai ? 'บันทึก' : 'Save.', 'changes');
  for (const final of goal.finals) add(thai ? final : `${final[0]?.toUpperCase()}${final.slice(1)}.`, 'risky');
  return {
    title: titleOf(goalText),
    preconditions: [thai ? `คุณลงชื่อเข้าใช้ ${platform} แล้ว` : `You are signed in to ${platform}.`],
    steps,
    values,
    changes: goal.kind === 'open' ? [] : [goalText],
    proof: proofOf(
      values.map(({ value }) => value),
      what,
      thai,
    ),
  };
}

function proofOf(values: string[], what: string, thai: boolean): string {
  if (values.length === 0) return thai ? `หน้าแสดง ${what}` : `The page shows ${what}.`;
  return thai ? `หน้าแสดง ${values.join(', ')} หลังบันทึก` : `After saving, the page shows ${values.join(', ')}.`;
}

function titleOf(goal: string): string {
  const clean = goal.trim().replace(/[.!]+$/, '');
  const short = clean.length <= 60 ? clean : `${clean.slice(0, 60).replace(/\s+\S*$/, '')} …`;
  return `${short[0]?.toUpperCase() ?? ''}${short.slice(1)}`;
}
