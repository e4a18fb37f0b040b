import { Toast } from 'radix-ui';
import { createContext, use, useCallback, useState, type ReactNode } from 'react';
import { IconButton } from './button.tsx';
import { Icon } from './icon.tsx';
import styles from './toast.module.css';

interface Note {
  id: number;
  text: string;
  kind: 'success' | 'danger';
}

type Show = (text: string, kind?: Note['kind']) => void;
const ToastContext = createContext<Show>(() => undefined);

/** Short notes about what was just done. Nothing that needs an answer belongs into one. */
export function ToastProvider({
  label,
  closeLabel,
  children,
}: {
  label: string;
  closeLabel: string;
  children: ReactNode;
}) {
  const [notes, setNotes] = useState<Note[]>([]);
  const show = useCallback<Show>((text, kind = 'success') => {
    setNotes((before) => [...before.slice(-2), { id: (before.at(-1)?.id ?? 0) + 1, text, kind }]);
  }, []);
  return (
    <ToastContext value={show}>
      <Toast.Provider label={label} duration={6000} swipeDirection="right">
        {children}
        {notes.map((note) => (
          <Toast.Root
            key={note.id}
            className={styles.toast}
            // The keyboard reaches it, and a list item has no name of its own.
            aria-label={note.text}
            onOpenChange={(open) => {
              if (!open) setNotes((before) => before.filter((other) => other.id !== note.id));
            }}
          >
            <span className={styles[note.kind]}>
              <Icon name={note.kind === 'success' ? 'check' : 'alert'} size={16} />
            </span>
            <Toast.Description className={styles.text}>{note.text}</Toast.Description>
            <Toast.Close asChild>
              <IconButton icon="x" label={closeLabel} size="small" />
            </Toast.Close>
          </Toast.Root>
        ))}
        <Toast.Viewport className={styles.viewport} label={`${label} ({hotkey})`} />
      </Toast.Provider>
    </ToastContext>
  );
}

export const useToast = () => use(ToastContext);
