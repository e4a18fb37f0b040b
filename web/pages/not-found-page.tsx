import { Alone } from '../components/alone.tsx';
import { useTitle } from '../components/page.tsx';
import { PageLinkButton } from '../components/router-link.tsx';
import { useText } from '../messages/language.tsx';
import { Badge } from '../ui/badge.tsx';
import { EmptyState } from '../ui/empty-state.tsx';

export function NotFoundPage() {
  const { t } = useText();
  useTitle(t.notFound.title);
  return (
    <Alone>
      <EmptyState
        level={1}
        title={t.notFound.title}
        picture={<Badge>404</Badge>}
        actions={
          <PageLinkButton to="/" kind="primary">
            {t.notFound.home}
          </PageLinkButton>
        }
      >
        {t.notFound.text}
      </EmptyState>
    </Alone>
  );
}
