import { errorText, supportId } from '../api/api-error.ts';
import { useText } from '../messages/language.tsx';
import { Notice } from '../ui/notice.tsx';

/** What went wrong and what to do, with the number that finds the cause where only an operator can help. */
export function ErrorNotice({ error }: { error: unknown }) {
  const { t } = useText();
  const id = supportId(error);
  return (
    <Notice tone="danger" title={errorText(t, error)}>
      {id ? t.common.errorId(id) : null}
    </Notice>
  );
}
