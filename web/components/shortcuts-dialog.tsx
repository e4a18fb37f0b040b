import { useText } from '../messages/language.tsx';
import { Dialog } from '../ui/dialog.tsx';
import styles from './shortcuts-dialog.module.css';

export function ShortcutsDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useText();
  const groups = [
    {
      title: t.shortcuts.everywhere,
      keys: [
        { keys: ['n'], does: t.shortcuts.newTutorial },
        { keys: ['g', 't'], does: t.shortcuts.goTutorials },
        { keys: ['g', 'p'], does: t.shortcuts.goPlatforms },
        { keys: ['?'], does: t.shortcuts.help },
      ],
    },
    {
      title: t.shortcuts.inTutorial,
      keys: [
        { keys: ['→'], does: t.shortcuts.next },
        { keys: ['←'], does: t.shortcuts.previous },
      ],
    },
  ];
  return (
    <Dialog open={open} onClose={onClose} title={t.shortcuts.title} closeLabel={t.common.close}>
      {groups.map((group) => (
        <section key={group.title} className={styles.group}>
          <h3 className={styles.title}>{group.title}</h3>
          <dl className={styles.list}>
            {group.keys.map(({ keys, does }) => (
              <div key={does} className={styles.row}>
                <dt>{does}</dt>
                <dd className={styles.keys}>
                  {keys.map((key, index) => (
                    <span key={key}>
                      {index > 0 ? <span className={styles.then}>{t.shortcuts.chord}</span> : null}
                      <kbd>{key}</kbd>
                    </span>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}
