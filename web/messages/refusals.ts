import type { Language } from '#shared/contract/accounts.ts';
import type { Refusal } from '#shared/contract/page-asks.ts';

const en: Record<Refusal, string> = {
  file: 'The page asked for a file. Files cannot be sent from this browser, and signing in does not need one.',
  download: 'The page offered a download. This browser does not save files.',
  pop_up: 'The page tried to open a window that you had not asked for. It was closed.',
  passkey:
    'The page asked for a passkey. Passkeys stay on your own devices and cannot reach this browser. Choose another way to sign in there, such as a password or a code.',
  passkey_only:
    'The page asked for a passkey and has no field for a password. Passkeys stay on your own devices and cannot reach this browser. If the page offers no other way to sign in, add a password to your account on the platform, or use an account that has one.',
  google:
    'Google signs nobody in through a browser that runs on a server: it says that this browser may not be secure. Go back and sign in to the platform with its own e-mail address and password; most platforms let you set one in your account. Applications of Google itself cannot be connected.',
  camera: 'The page asked for a camera, a microphone or the screen. This browser has none.',
  place: 'The page asked where you are. This browser does not tell.',
  notifications: 'The page asked to send notifications. This browser does not show any.',
  device: 'The page asked for a device that is connected to your computer. This browser reaches none.',
  certificate: 'The page led to an address whose certificate is not valid. It was not opened.',
};

const th: Record<Refusal, string> = {
  file: 'หน้านี้ขอไฟล์ เบราว์เซอร์นี้ส่งไฟล์ไม่ได้ และการเข้าสู่ระบบไม่จำเป็นต้องใช้ไฟล์',
  download: 'หน้านี้เสนอให้ดาวน์โหลด เบราว์เซอร์นี้ไม่บันทึกไฟล์',
  pop_up: 'หน้านี้พยายามเปิดหน้าต่างที่คุณไม่ได้ขอ หน้าต่างนั้นถูกปิดแล้ว',
  passkey: 'หน้านี้ขอพาสคีย์ พาสคีย์อยู่ในอุปกรณ์ของคุณเองและมาไม่ถึงเบราว์เซอร์นี้ โปรดเลือกวิธีเข้าสู่ระบบอื่น เช่น รหัสผ่านหรือรหัสยืนยัน',
  passkey_only:
    'หน้านี้ขอพาสคีย์และไม่มีช่องให้กรอกรหัสผ่าน พาสคีย์อยู่ในอุปกรณ์ของคุณเองและมาไม่ถึงเบราว์เซอร์นี้ หากหน้านี้ไม่มีวิธีเข้าสู่ระบบอื่น โปรดเพิ่มรหัสผ่านให้บัญชีของคุณบนแพลตฟอร์ม หรือใช้บัญชีที่มีรหัสผ่าน',
  google:
    'Google ไม่ให้ใครเข้าสู่ระบบผ่านเบราว์เซอร์ที่ทำงานบนเซิร์ฟเวอร์ โดยแจ้งว่าเบราว์เซอร์นี้อาจไม่ปลอดภัย โปรดย้อนกลับแล้วเข้าสู่ระบบแพลตฟอร์มด้วยอีเมลและรหัสผ่านของแพลตฟอร์มเอง แพลตฟอร์มส่วนใหญ่ให้คุณตั้งรหัสผ่านได้ในบัญชีของคุณ ส่วนแอปของ Google เองเชื่อมต่อไม่ได้',
  camera: 'หน้านี้ขอใช้กล้อง ไมโครโฟน หรือหน้าจอ เบราว์เซอร์นี้ไม่มีอุปกรณ์เหล่านั้น',
  place: 'หน้านี้ถามว่าคุณอยู่ที่ไหน เบราว์เซอร์นี้ไม่บอกตำแหน่ง',
  notifications: 'หน้านี้ขอส่งการแจ้งเตือน เบราว์เซอร์นี้ไม่แสดงการแจ้งเตือน',
  device: 'หน้านี้ขอใช้อุปกรณ์ที่ต่ออยู่กับคอมพิวเตอร์ของคุณ เบราว์เซอร์นี้เข้าถึงอุปกรณ์ไม่ได้',
  certificate: 'หน้านี้นำไปยังที่อยู่ซึ่งใบรับรองใช้ไม่ได้ จึงไม่ได้เปิด',
};

/** What a streamed page asked for and does not get: loaded with the page that shows it. */
export const refusalText: Record<Language, Record<Refusal, string>> = { en, th };
