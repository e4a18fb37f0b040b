import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { queueFrame, reportQueueQuery } from '../api/reports.ts';
import { useText } from '../messages/language.tsx';
import { reportsText } from '../messages/reports.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { ErrorNotice } from './error-notice.tsx';
import styles from './queue-by-address.module.css';

/** For a picture that operators were told of by letter or telephone. */
export function QueueByAddress() {
  const { language } = useText();
  const words = reportsText[language];
  const [address, setAddress] = useState('');
  const queries = useQueryClient();
  const add = useMutation({
    mutationFn: () => queueFrame(address, 'other'),
    onSuccess: (queue) => {
      queries.setQueryData(reportQueueQuery.queryKey, queue);
      setAddress('');
    },
  });
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <h2 className={styles.title}>{words.byAddress}</h2>
      <p>{words.byAddressLead}</p>
      <TextField
        label={words.address}
        hint={words.addressHint}
        value={address}
        onChange={(event) => setAddress(event.target.value)}
      />
      {add.isError ? <ErrorNotice error={add.error} /> : null}
      <Button type="submit" busy={add.isPending} disabled={address === ''}>
        {words.add}
      </Button>
    </form>
  );
}
