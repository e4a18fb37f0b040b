import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { linkLifetimes, type Sharing } from '#shared/contract/sharing.ts';
import { createShareLink, revokeShareLink, sharingQuery } from '../api/sharing.ts';
import { useText } from '../messages/language.tsx';
import { sharingText } from '../messages/sharing.ts';
import { Button } from '../ui/button.tsx';
import { Select } from '../ui/select.tsx';
import { useToast } from '../ui/toast.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { ErrorNotice } from './error-notice.tsx';
import { keepFocus } from './page.tsx';
import styles from './share-links.module.css';

/** The links that open a tutorial, and making another one (S2). */
export function ShareLinks({
  tutorialId,
  sharing,
  allowed,
}: {
  tutorialId: string;
  sharing: Sharing;
  allowed: boolean;
}) {
  const { language, format } = useText();
  const words = sharingText[language];
  const [days, setDays] = useState<0 | (typeof linkLifetimes)[number]>(7);
  const [revoking, setRevoking] = useState<string>();
  const queries = useQueryClient();
  const toast = useToast();
  const keep = (now: Sharing) => queries.setQueryData(sharingQuery(tutorialId).queryKey, now);
  const create = useMutation({
    mutationFn: () => createShareLink(tutorialId, { days: days === 0 ? null : days }),
    onSuccess: keep,
  });
  const revoke = useMutation({
    mutationFn: (linkId: string) => revokeShareLink(tutorialId, linkId),
    onSuccess: (now) => {
      keep(now);
      setRevoking(undefined);
      toast(words.revoked);
      keepFocus();
    },
  });
  const copy = async (url: string) => {
    try {
      await navigator.clipboard.writeText(url);
      toast(words.copied);
    } catch {
      toast(words.notCopied, 'danger');
    }
  };
  return (
    <div className={styles.links}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <Select
          label={words.lifetime}
          value={String(days)}
          options={([...linkLifetimes, 0] as const).map((value) => ({
            value: String(value),
            label: words.lifetimes[value],
          }))}
          onChange={(event) => setDays(Number(event.target.value) as typeof days)}
        />
        <Button type="submit" kind="primary" icon="link" busy={create.isPending} disabled={!allowed}>
          {words.create}
        </Button>
      </form>
      {create.error ? <ErrorNotice error={create.error} /> : null}
      {sharing.links.length === 0 ? <p className={styles.none}>{words.noLinks}</p> : null}
      <ul className={styles.list}>
        {sharing.links.map((link) => (
          <li key={link.id} className={styles.link}>
            <div className={styles.words}>
              <a className={styles.url} href={link.url}>
                {link.url}
              </a>
              <p className={styles.facts}>
                {link.expiresAt ? words.ends(format.relative(link.expiresAt)) : words.endless}
                {' · '}
                {words.made(format.relative(link.createdAt))}
              </p>
            </div>
            <Button size="small" onClick={() => void copy(link.url)}>
              {words.copy}
            </Button>
            <Button size="small" kind="danger" onClick={() => setRevoking(link.id)}>
              {words.revoke}
            </Button>
          </li>
        ))}
      </ul>
      <ConfirmDialog
        open={revoking !== undefined}
        onClose={() => setRevoking(undefined)}
        title={words.revokeTitle}
        confirm={words.revoke}
        action={{ isPending: revoke.isPending, error: revoke.error, run: () => revoking && revoke.mutate(revoking) }}
      >
        <p>{words.revokeText}</p>
      </ConfirmDialog>
    </div>
  );
}
