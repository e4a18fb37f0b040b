import type { Language } from '#shared/contract/accounts.ts';
import { errorKinds, type ErrorCode } from '#shared/contract/errors.ts';

/** The reasons a job can fail for, in Thai; English ones are in the contract. A code without one reads as `INTERNAL`. */
const thai: Partial<Record<ErrorCode, string>> & { INTERNAL: string } = {
  ADDRESS_REFUSED: 'ไม่สามารถเปิดที่อยู่นี้ได้ ที่อยู่ต้องอยู่บนเว็บสาธารณะ ใช้ https และไม่ระบุพอร์ตเอง',
  PLATFORM_UNREACHABLE: 'แพลตฟอร์มไม่ตอบสนอง โปรดตรวจสอบที่อยู่ หรือลองอีกครั้งในอีกสักครู่',
  BROWSER_LOST: 'เบราว์เซอร์บนเซิร์ฟเวอร์ของเราปิดตัวลงโดยไม่คาดคิด โปรดลองอีกครั้ง',
  BROWSERS_BUSY: 'เบราว์เซอร์ทั้งหมดบนเซิร์ฟเวอร์ของเราไม่ว่างเป็นเวลานาน โปรดลองอีกครั้งภายหลัง',
  RECONNECT_REQUIRED: 'แพลตฟอร์มได้ออกจากระบบของคุณแล้ว โปรดเชื่อมต่อใหม่ แล้วลองอีกครั้ง',
  MODEL_UNAVAILABLE: 'บริการ AI ไม่ตอบสนอง โปรดลองอีกครั้งในอีกสักครู่',
  MODEL_REFUSED: 'บริการ AI ไม่ดำเนินการกับเป้าหมายนี้ โปรดเขียนเป้าหมายด้วยถ้อยคำอื่น',
  BUDGET_SPENT: 'เป้าหมายนี้ใช้งาน AI มากกว่าที่บทเรียนหนึ่งใช้ได้ จึงหยุดงานไว้ โปรดตั้งเป้าหมายที่เล็กลง',
  PLAN_EXPIRED: 'แผนรอการอนุมัติของคุณครบหนึ่งสัปดาห์แล้ว ไม่มีการทำสิ่งใดบนแพลตฟอร์ม ลองอีกครั้งเพื่อให้ระบบถามคุณใหม่',
  GOAL_NOT_REACHED: 'เราหาทางไปยังเป้าหมายนี้บนแพลตฟอร์มไม่พบ โปรดระบุสิ่งที่ต้องการและตำแหน่งให้ชัดเจนขึ้น',
  WALK_INTERRUPTED: 'งานหยุดลงหลังจากอาจมีการเปลี่ยนแปลงบนแพลตฟอร์มแล้ว โปรดตรวจดูที่แพลตฟอร์มก่อน แล้วลองอีกครั้งหากจำเป็น',
  FRAME_NOT_SAFE: 'มีภาพหน้าจอที่ไม่สามารถปกปิดข้อมูลได้อย่างแน่นอน จึงไม่มีการเก็บภาพใด โปรดลองอีกครั้ง',
  INTERNAL: 'เกิดข้อผิดพลาดในระบบของเรา งานของคุณยังถูกเก็บไว้ โปรดลองอีกครั้ง',
};

/** Why a job failed, in the user's language: what happened and what to do. */
export function failureReason(language: Language, code: ErrorCode): string {
  return language === 'th' ? (thai[code] ?? thai.INTERNAL) : errorKinds[code].message;
}
