import { describe, expect, test } from 'vitest';
import { classifyText } from '#shared/redaction/classify.ts';
import { kindOfLabel } from '#shared/redaction/person-fields.ts';

const kinds = [
  'name',
  'email',
  'phone',
  'address',
  'birthdate',
  'card',
  'bank_account',
  'national_id',
  'secret',
  'national_id',
] as const;

/** As forms of these languages say them, in the order of the kinds; the last one is a licence plate. */
const labels: Record<string, string[]> = {
  en: [
    'Full name',
    'E-mail',
    'Phone number',
    'Street address',
    'Date of birth',
    'Card number',
    'Bank account',
    'Passport number',
    'Password',
    'License plate',
  ],
  de: [
    'Nachname',
    'E-Mail-Adresse',
    'Telefonnummer',
    'Anschrift',
    'Geburtsdatum',
    'Kartennummer',
    'Bankverbindung',
    'Steuer-ID',
    'Passwort',
    'Kennzeichen',
  ],
  fr: [
    'Nom de famille',
    'Adresse e-mail',
    'Numéro de téléphone',
    'Adresse',
    'Date de naissance',
    'Numéro de carte',
    'Compte bancaire',
    'Numéro de sécurité sociale',
    'Mot de passe',
    'Plaque d’immatriculation',
  ],
  es: [
    'Nombre y apellidos',
    'Correo electrónico',
    'Teléfono',
    'Dirección',
    'Fecha de nacimiento',
    'Número de tarjeta',
    'Cuenta bancaria',
    'DNI',
    'Contraseña',
    'Matrícula',
  ],
  pt: [
    'Nome completo',
    'Endereço de e-mail',
    'Telefone',
    'Endereço',
    'Data de nascimento',
    'Número do cartão',
    'Conta bancária',
    'CPF',
    'Senha',
    'Placa do veículo',
  ],
  it: [
    'Cognome',
    'Indirizzo e-mail',
    'Numero di telefono',
    'Indirizzo',
    'Data di nascita',
    'Carta di credito',
    'Conto bancario',
    'Codice fiscale',
    'Parola chiave',
    'Targa',
  ],
  nl: [
    'Achternaam',
    'E-mailadres',
    'Telefoonnummer',
    'Adres',
    'Geboortedatum',
    'Kaartnummer',
    'Rekeningnummer',
    'Burgerservicenummer',
    'Wachtwoord',
    'Kenteken',
  ],
  pl: [
    'Imię i nazwisko',
    'Adres e-mail',
    'Numer telefonu',
    'Adres zamieszkania',
    'Data urodzenia',
    'Numer karty',
    'Numer konta',
    'PESEL',
    'Hasło',
    'Numer rejestracyjny',
  ],
  th: [
    'ชื่อ-นามสกุล',
    'อีเมล',
    'เบอร์โทรศัพท์',
    'ที่อยู่',
    'วันเกิด',
    'หมายเลขบัตร',
    'เลขที่บัญชี',
    'เลขประจำตัวประชาชน',
    'รหัสผ่าน',
    'ทะเบียนรถ',
  ],
  ja: [
    '氏名',
    'メールアドレス',
    '電話番号',
    '住所',
    '生年月日',
    'カード番号',
    '口座番号',
    'マイナンバー',
    'パスワード',
    'ナンバープレート',
  ],
  zh: ['姓名', '电子邮箱', '手机号码', '收货地址', '出生日期', '信用卡', '银行账号', '身份证号码', '密码', '车牌号'],
  ko: [
    '성명',
    '이메일 주소',
    '휴대폰 번호',
    '주소',
    '생년월일',
    '카드 번호',
    '계좌번호',
    '주민등록번호',
    '비밀번호',
    '차량번호',
  ],
  ar: [
    'الاسم الكامل',
    'البريد الإلكتروني',
    'رقم الهاتف',
    'العنوان',
    'تاريخ الميلاد',
    'رقم البطاقة',
    'الحساب البنكي',
    'رقم الهوية',
    'كلمة المرور',
    'رقم اللوحة',
  ],
};

describe.each(Object.entries(labels))('In %s', (_, words) => {
  test.each(words.map((word, index) => [word, kinds[index]!]))('%s names a value of kind %s', (word, kind) => {
    for (const label of [word, `${word}:`, `${word} *`, word.toUpperCase()]) expect(kindOfLabel(label)).toBe(kind);
  });
});

test('a plate is hidden where a label says that it is one', () => {
  const plate = (label: string) =>
    classifyText(
      { text: 'CL 42', zone: 'data', label, value: false, avatar: false, siteMasked: false },
      { own: { name: 'Robin Sattler', email: 'robin@fernhill.example' } },
    ).map(({ kind }) => kind);
  expect(plate('License plate')).toEqual(['national_id']);
  expect(plate('ทะเบียนรถ')).toEqual(['national_id']);
});
