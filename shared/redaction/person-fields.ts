import type { RegionKind } from '#shared/contract/redaction.ts';
import { moreFields, moreHarmless, openLabels } from './person-fields-more.ts';

/** Words of labels and headers, lower case, by what stands beside or below them. Others: `person-fields-more.ts`. en, de, fr, es, th, ja, ar. */
const fields: Partial<Record<RegionKind, string>> = {
  name: `name, full name, first name, last name, middle name, given name, family name, surname, forename, maiden name, nickname, display name, preferred name,
    user, username, user name, login, handle, contact, contact name, contact person, customer, customer name, client, client name, patient, employee, member, student, teacher,
    owner, assignee, assigned to, reporter, author, created by, updated by, modified by, sent by, from, to, cc, bcc, sender, recipient, manager, supervisor, agent, lead, candidate,
    applicant, attendee, participant, guest, tenant, driver, passenger, buyer, seller, spouse, partner, emergency contact, next of kin, account holder, cardholder, name on card, bill to, ship to, requester, doctor, people, person, team member, sales rep, salesperson, representative,
    vorname, nachname, familienname, vollständiger name, benutzer, benutzername, kunde, kundin, kundenname, ansprechpartner, ansprechpartnerin, mitarbeiter, mitarbeiterin, kontakt, kontaktperson, erstellt von, geändert von, zugewiesen an, besitzer, inhaber, absender, empfänger, verantwortlich, verantwortlicher, patientin, bearbeiter, teilnehmer, mitglied, autor, von, an,
    nom, prénom, nom complet, nom de famille, nom du client, utilisateur, nom d'utilisateur, client, cliente, contact, créé par, modifié par, attribué à, responsable, propriétaire, expéditeur, destinataire, employé, salarié, interlocuteur, titulaire, auteur, membre, de, à,
    nombre, apellido, apellidos, nombre completo, nombre y apellidos, usuario, nombre de usuario, cliente, contacto, creado por, modificado por, asignado a, responsable, propietario, remitente, destinatario, empleado, titular, autor, miembro, persona de contacto, para,
    ชื่อ, นามสกุล, ชื่อ-นามสกุล, ชื่อ-สกุล, ชื่อเต็ม, ชื่อจริง, ชื่อเล่น, ชื่อผู้ใช้, ผู้ใช้, ลูกค้า, ชื่อลูกค้า, ผู้ติดต่อ, พนักงาน, ผู้รับผิดชอบ, เจ้าของ, ผู้สร้าง, ผู้ส่ง, ผู้รับ, สมาชิก, ผู้ป่วย,
    氏名, 名前, お名前, 姓, 名, 姓名, フリガナ, ふりがな, カナ, ユーザー, ユーザー名, 顧客, 顧客名, お客様, お客様名, 担当, 担当者, 担当者名, 作成者, 更新者, 連絡先, 社員, 社員名, 従業員, 送信者, 受信者, 宛先, 差出人, 所有者, 会員, 会員名, 患者,
    الاسم, الاسم الأول, اسم العائلة, الاسم الكامل, اسم المستخدم, المستخدم, العميل, اسم العميل, جهة الاتصال, الموظف, المالك, المسؤول, المرسل, المستلم`,
  email: `email, e-mail, email address, e-mail address, mail, work email, personal email, e-mail-adresse, mailadresse, courriel, adresse e-mail, adresse électronique, adresse mail, correo, correo electrónico, email du client, อีเมล, ที่อยู่อีเมล, メール, メールアドレス, eメール, البريد الإلكتروني, البريد`,
  phone: `phone, phone number, telephone, tel, mobile, mobile number, cell, cell phone, work phone, home phone, fax, whatsapp, telefon, telefonnummer, handy, handynummer, mobil, mobilnummer, téléphone, numéro de téléphone, portable, mobile, teléfono, móvil, celular, número de teléfono, โทรศัพท์, เบอร์โทร, เบอร์โทรศัพท์, มือถือ, หมายเลขโทรศัพท์, 電話, 電話番号, 携帯, 携帯電話, 携帯番号, الهاتف, رقم الهاتف, الجوال, رقم الجوال`,
  address: `address, street, street address, address line, address line 1, address line 2, home address, billing address, shipping address, delivery address, city, town, zip, zip code, postcode, postal code, adresse, anschrift, straße, strasse, hausnummer, ort, wohnort, stadt, plz, postleitzahl, lieferadresse, rechnungsadresse, rue, ville, code postal, adresse de livraison, dirección, calle, ciudad, código postal, población, ที่อยู่, ถนน, เมือง, จังหวัด, อำเภอ, ตำบล, รหัสไปรษณีย์, 住所, 郵便番号, 都道府県, 市区町村, 番地, العنوان, المدينة, الشارع, الرمز البريدي`,
  birthdate: `birthday, birth date, date of birth, dob, birthdate, born, age, bday, geburtstag, geburtsdatum, geboren, alter, date de naissance, naissance, né le, née le, âge, fecha de nacimiento, nacimiento, edad, วันเกิด, วันเดือนปีเกิด, อายุ, 生年月日, 誕生日, 年齢, تاريخ الميلاد, العمر`,
  card: `card number, credit card, card, cc number, cvc, cvv, security code, kartennummer, kreditkarte, numéro de carte, carte bancaire, número de tarjeta, tarjeta, หมายเลขบัตร, บัตรเครดิต, カード番号, クレジットカード, رقم البطاقة`,
  bank_account: `iban, bic, swift, account number, bank account, routing number, sort code, kontonummer, bankverbindung, bankleitzahl, compte bancaire, numéro de compte, rib, cuenta bancaria, número de cuenta, เลขที่บัญชี, เลขบัญชี, บัญชีธนาคาร, 口座番号, 銀行口座, رقم الحساب`,
  national_id: `ssn, social security number, national id, id number, passport, passport number, tax id, tin, driver license, driver's license, licence number, personnel number, insurance number, ausweisnummer, personalausweis, reisepass, steuer-id, steuernummer, sozialversicherungsnummer, numéro de sécurité sociale, nir, passeport, pièce d'identité, dni, nie, nif, pasaporte, número de identidad, เลขบัตรประชาชน, เลขประจำตัวประชาชน, หนังสือเดินทาง, マイナンバー, 個人番号, 旅券番号, パスポート番号, الرقم القومي, رقم الهوية, جواز السفر`,
  secret: `password, passcode, pin, secret, token, api key, access key, access token, private key, secret key, client secret, webhook secret, recovery code, backup code, one time code, otp, new password, current password, passwort, kennwort, mot de passe, contraseña, clave, รหัสผ่าน, パスワード, 暗証番号, كلمة المرور`,
};

/** Fields whose values are the application's own words: unknown short texts in them stay. */
const harmless = `status, state, stage, type, kind, category, priority, severity, amount, total, subtotal, price, cost, currency, quantity, qty, count, number of items, date, time, created, created at, created on, updated, updated at, modified, due, due date, deadline, progress, score, rating, role, permission, permissions, plan, language, locale, time zone, timezone, format, size, version, visibility, frequency, unit, duration, sort, channel, source, method, payment method, interface, template, layout, theme, mode,
  typ, kategorie, priorität, betrag, summe, preis, währung, menge, anzahl, datum, erstellt, erstellt am, geändert, geändert am, fällig, fällig am, fortschritt, rolle, sprache, zeitzone,
  statut, état, étape, catégorie, priorité, montant, prix, devise, quantité, créé, créé le, modifié, modifié le, échéance, rôle, langue,
  estado, etapa, tipo, categoría, prioridad, importe, precio, moneda, cantidad, fecha, creado, creado el, modificado, vencimiento, rol, idioma,
  สถานะ, ประเภท, หมวดหมู่, จำนวน, จำนวนเงิน, ราคา, ยอดรวม, วันที่, วันที่สร้าง, บทบาท, ภาษา, ลำดับความสำคัญ,
  状態, ステータス, 種別, 種類, カテゴリ, 優先度, 金額, 合計, 価格, 数量, 日付, 作成日, 更新日, 期限, 権限, 言語, الحالة, النوع, الفئة, الأولوية, المبلغ, السعر, الكمية, التاريخ, الدور, اللغة`;

const normal = (text: string) =>
  text
    .toLowerCase()
    .replace(/[’ʼ]/g, "'")
    .replace(/[*:：()[\]?"“”]|\boptional\b|\brequired\b/g, ' ')
    .replace(/[-_‐–]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

const words = (list: string) => list.split(',').map(normal).filter(Boolean);
const kindByWord = new Map<string, RegionKind>();
for (const [kind, list] of [...Object.entries(fields), ...Object.entries(moreFields)])
  for (const word of words(list)) if (!kindByWord.has(word)) kindByWord.set(word, kind as RegionKind);
const harmlessWords = new Set(words(`${harmless}, ${moreHarmless}`));
const openWords = new Set(words(openLabels));

/** Single words that name values of the application's own: "Statut", "金額". */
export const isFieldWord = (lower: string) => harmlessWords.has(lower);

/** Autocomplete tokens of HTML (section 4.10.18.7) that name a person's data. */
const autocomplete = new Map<string, RegionKind>([
  ['given name', 'name'],
  ['additional name', 'name'],
  ['cc name', 'name'],
  ['street address', 'address'],
  ['address line1', 'address'],
  ['address line2', 'address'],
  ['address level1', 'address'],
  ['address level2', 'address'],
  ['cc csc', 'card'],
  ['cc exp', 'card'],
  ['new password', 'secret'],
  ['one time code', 'secret'],
  ['tel national', 'phone'],
]);

function kindOfPart(part: string): RegionKind | undefined {
  const whole = normal(part);
  const exact = kindByWord.get(whole) ?? autocomplete.get(whole);
  if (exact || !whole) return exact;
  const tokens = whole.split(' ');
  if (tokens.length > 5) return undefined;
  const ending = tokens.length === 1 ? compoundKind(whole) : undefined;
  if (ending) return ending;
  for (let size = Math.min(3, tokens.length - 1); size >= 1; size -= 1) {
    const tail = tokens.slice(-size).join(' ');
    const kind = kindByWord.get(tail);
    // A lone preposition or general noun at the end of a longer label says nothing.
    if (kind && tail.length > 3) return ownThing(tokens, tail) ? undefined : kind;
  }
  return undefined;
}

/**
 * Labels of languages that write words together end in what they name: "Rechnungsempfänger", "請求先住所". Where the first
 * word says what it is, as in Thai, they begin with it.
 */
function compoundKind(word: string): RegionKind | undefined {
  const unspaced = /[\p{Script=Han}\p{Script=Katakana}\p{Script=Thai}\p{Script=Hangul}]/u.test(word);
  const least = unspaced ? 2 : 7;
  for (let at = 1; at <= word.length - least; at += 1) {
    const part = /\p{Script=Thai}/u.test(word) ? word.slice(0, -at) : word.slice(at);
    const kind = part === 'ชื่อ' ? undefined : kindByWord.get(part);
    if (kind) return kind;
  }
  return undefined;
}

/** Whether a text is a label and no value: one that names a field, word for word. */
export function isLabelText(text: string): boolean {
  const whole = normal(text);
  const short = !/^[\p{Script=Latin} ]+$/u.test(whole) || /^\p{Lu}+$/u.test(text.trim());
  return whole.length >= (short ? 2 : 4) && [kindByWord, harmlessWords, openWords].some((known) => known.has(whole));
}

/** "File name", "project name": the name of a thing. */
function ownThing(tokens: string[], tail: string): boolean {
  return (
    /^(name|nombre|nom)$/.test(tail) &&
    /^(file|project|product|company|field|collection|table|flow|event|folder|group|team|plan|domain|host|brand|store|site|app|node|workspace|task|template|datei|projekt|produkt|firmen)$/.test(
      tokens.at(-2) ?? '',
    )
  );
}

/** What a value is by the words that name it, or undefined when none of them speaks of a person. */
export function kindOfLabel(label: string): RegionKind | undefined {
  for (const part of label.split(' | ')) {
    const kind = kindOfPart(part);
    if (kind) return kind;
  }
  return undefined;
}

/** "Default language", "Ticket priority": a choice among a few words that the application gives. */
const choiceLabel =
  /^(?:[\p{L}]+ ){1,2}(?:status|type|category|priority|severity|currency|language|locale|time ?zone|format|size|version|visibility|frequency|layout|theme|mode)$/u;

/** "Current plan" is the plan: words that say which of several values of one kind is meant. */
const which = /^(?:current|default|selected|initial|preferred) /;

/** Whether the words that name a value say that it is one of the application's own. */
export function isHarmlessLabel(label: string): boolean {
  return (
    label !== '' &&
    kindOfLabel(label) === undefined &&
    label
      .split(' | ')
      .map((part) => normal(part).replace(which, ''))
      .some((part) => harmlessWords.has(part) || choiceLabel.test(part))
  );
}
