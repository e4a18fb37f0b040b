import { createContext, use, useEffect, useMemo, useState, type ReactNode } from 'react';
import { languages, type Language } from '#shared/contract/accounts.ts';
import { en, type Messages } from './en.ts';
import { formats, type Formats } from './format.ts';

interface Text {
  t: Messages;
  language: Language;
  format: Formats;
  /** Remembers the choice on this device, where it goes before the account's and the browser's language. */
  choose: (language: Language) => void;
  /** Language of the account, used unless another one was chosen on this device. */
  preferAccount: (language: Language) => void;
}

const storageKey = 'stepify.language';
const TextContext = createContext<Text | undefined>(undefined);

const isLanguage = (value: unknown): value is Language => languages.includes(value as Language);

function chosenLanguage(): Language | undefined {
  try {
    const stored = localStorage.getItem(storageKey);
    return isLanguage(stored) ? stored : undefined;
  } catch {
    return undefined;
  }
}

function browserLanguage(): Language {
  return navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage) ?? 'en';
}

/** The language before anybody has signed in, and its messages: English is at hand, others load when needed. */
export async function firstLanguage(): Promise<{ language: Language; messages: Messages }> {
  const language = chosenLanguage() ?? browserLanguage();
  return { language, messages: await loadMessages(language) };
}

async function loadMessages(language: Language): Promise<Messages> {
  return language === 'th' ? (await import('./th.ts')).th : en;
}

export function LanguageProvider(props: { first: { language: Language; messages: Messages }; children: ReactNode }) {
  const [current, setCurrent] = useState(props.first);

  useEffect(() => {
    document.documentElement.lang = current.language;
  }, [current.language]);

  const text = useMemo<Text>(() => {
    const show = (language: Language) =>
      void loadMessages(language).then((messages) => setCurrent({ language, messages }));
    return {
      t: current.messages,
      language: current.language,
      format: formats(current.language),
      choose: (language) => {
        try {
          localStorage.setItem(storageKey, language);
        } catch {
          // Without storage the choice lasts until the page is closed.
        }
        show(language);
      },
      preferAccount: (language) => {
        if (!chosenLanguage() && language !== current.language) show(language);
      },
    };
  }, [current]);

  return <TextContext value={text}>{props.children}</TextContext>;
}

/** Messages and formats of the language in use. */
export function useText(): Text {
  const text = use(TextContext);
  if (!text) throw new Error('useText needs a LanguageProvider');
  return text;
}
