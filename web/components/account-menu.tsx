import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import type { Account, Language } from '#shared/contract/accounts.ts';
import { forget, signOut } from '../api/accounts.ts';
import { errorLine } from '../api/api-error.ts';
import { siteQuery } from '../api/connections.ts';
import { useText } from '../messages/language.tsx';
import { Menu, MenuChoice, MenuItem, MenuLine } from '../ui/menu.tsx';
import { useToast } from '../ui/toast.tsx';
import { firstLetter } from './first-letter.ts';
import { chooseTheme, chosenTheme, type Theme } from './theme.ts';
import styles from './account-menu.module.css';

export function AccountMenu({ me, onShortcuts }: { me: Account; onShortcuts: () => void }) {
  const { t, language, choose } = useText();
  const { data: site } = useQuery(siteQuery);
  const [theme, setTheme] = useState(chosenTheme);
  const queries = useQueryClient();
  const router = useRouter();
  const toast = useToast();
  const leave = useMutation({
    mutationFn: signOut,
    onSuccess: async () => {
      forget(queries);
      await router.navigate({ to: '/sign-in' });
    },
    onError: (error) => toast(errorLine(t, error), 'danger'),
  });

  return (
    <Menu
      trigger={
        <button type="button" className={styles.avatar}>
          <span aria-hidden="true">{initials(me.name)}</span>
          <span className="visually-hidden">{`${t.nav.account}: ${me.name}`}</span>
        </button>
      }
      header={
        <>
          <span className={styles.name}>{me.name}</span>
          <span className={styles.email}>{me.email}</span>
        </>
      }
    >
      <MenuChoice
        label={t.nav.language}
        value={language}
        options={[
          { value: 'en', label: 'English', lang: 'en' },
          { value: 'th', label: 'ไทย', lang: 'th' },
        ]}
        onChange={(value) => choose(value as Language)}
      />
      <MenuLine />
      <MenuChoice
        label={t.nav.theme}
        value={theme}
        options={(['system', 'light', 'dark'] as const).map((value) => ({ value, label: t.nav.themes[value] }))}
        onChange={(value) => {
          chooseTheme(value as Theme);
          setTheme(value as Theme);
        }}
      />
      <MenuLine />
      <MenuItem icon="keyboard" hint="?" onSelect={onShortcuts}>
        {t.nav.shortcuts}
      </MenuItem>
      {site?.outboxUrl ? (
        <MenuItem icon="mail" onSelect={() => window.location.assign(site.outboxUrl ?? '/')}>
          {t.nav.outbox}
        </MenuItem>
      ) : null}
      <MenuLine />
      <MenuItem onSelect={() => leave.mutate()}>{t.nav.signOut}</MenuItem>
    </Menu>
  );
}

/** First letters of the first and the last word. */
function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  return firstLetter(words[0] ?? '') + (words.length > 1 ? firstLetter(words.at(-1) ?? '') : '');
}
