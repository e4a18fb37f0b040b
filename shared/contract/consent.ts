/**
 * What the user agrees to before a platform is connected (C1). The version is recorded; a changed text,
 * in whatever language, is a new version.
 */
export const connectConsent = {
  version: '2026-11-23',
  text: {
    en: [
      'A browser on our server opens the platform and is shown to you here. Your clicks and keys are passed on to it and are never recorded.',
      'When you have signed in, we keep the platform’s session cookies, encrypted under a key of their own, for 30 days, or until you remove the connection.',
      'We use them only to walk through the platform when you ask for a tutorial. Personal data of other people is made unreadable before a picture is stored or shown to an AI.',
    ],
    th: [
      'เบราว์เซอร์บนเซิร์ฟเวอร์ของเราเปิดแพลตฟอร์มและแสดงให้คุณเห็นที่นี่ การคลิกและการกดแป้นของคุณถูกส่งต่อไปและไม่ถูกบันทึก',
      'เมื่อคุณเข้าสู่ระบบแล้ว เราเก็บคุกกี้เซสชันของแพลตฟอร์มโดยเข้ารหัสด้วยกุญแจเฉพาะ เป็นเวลา 30 วัน หรือจนกว่าคุณจะลบการเชื่อมต่อ',
      'เราใช้คุกกี้เหล่านี้เพื่อเดินผ่านแพลตฟอร์มเมื่อคุณขอบทเรียนเท่านั้น ข้อมูลส่วนบุคคลของผู้อื่นถูกทำให้อ่านไม่ออกก่อนเก็บภาพหรือแสดงต่อ AI',
    ],
  },
} as const;

/**
 * What the user agrees to where cookies alone do not carry a platform's session (C6). It is asked for by itself, in the
 * middle of connecting, and names the platform's origin beside this text.
 */
export const storageConsent = {
  version: '2026-11-25',
  text: {
    en: [
      'This platform does not keep you signed in through cookies alone: it keeps its session in its own site storage (local storage, session storage and IndexedDB).',
      'If you agree, we keep the site storage of this one address too, encrypted under the connection’s key, for 30 days, or until you remove the connection.',
      'Beside the session it may hold what the platform has stored in the browser since you opened it here. Nothing of other addresses is read.',
    ],
    th: [
      'แพลตฟอร์มนี้ไม่ได้คงการเข้าสู่ระบบด้วยคุกกี้อย่างเดียว แต่เก็บเซสชันไว้ในที่เก็บข้อมูลของไซต์เอง (local storage, session storage และ IndexedDB)',
      'หากคุณยินยอม เราจะเก็บที่เก็บข้อมูลของที่อยู่นี้เพียงแห่งเดียวด้วย โดยเข้ารหัสด้วยกุญแจของการเชื่อมต่อ เป็นเวลา 30 วัน หรือจนกว่าคุณจะลบการเชื่อมต่อ',
      'นอกจากเซสชันแล้ว อาจมีสิ่งที่แพลตฟอร์มเก็บในเบราว์เซอร์ตั้งแต่คุณเปิดที่นี่ ไม่มีการอ่านข้อมูลของที่อยู่อื่น',
    ],
  },
} as const;

/** Days from connecting to the end of a stored session (K3, D2). */
export const connectionDays = 30;
