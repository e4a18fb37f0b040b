import { useState } from 'react';
import { MarkedText } from '../components/marked-text.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { Checkbox, TextArea, TextField } from '../ui/field.tsx';
import { Menu, MenuChoice, MenuItem, MenuLine } from '../ui/menu.tsx';
import { Notice } from '../ui/notice.tsx';
import { Progress } from '../ui/progress.tsx';
import { Select } from '../ui/select.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { ToastProvider, useToast } from '../ui/toast.tsx';
import styles from './ui-page.module.css';

/** Every part of `ui/` with its states, for development. Its words are samples and are not translated. */
export function UiPage() {
  return (
    <ToastProvider label="Notes" closeLabel="Close">
      <main className={styles.page}>
        <h1>Parts and their states</h1>
        <Buttons />
        <Fields />
        <Words />
        <Floating />
        <States />
      </main>
    </ToastProvider>
  );
}

function Buttons() {
  return (
    <section className={styles.section}>
      <h2>Button</h2>
      {(['primary', 'secondary', 'quiet', 'danger'] as const).map((kind) => (
        <div key={kind} className={styles.row}>
          <Button kind={kind} size="small">
            Small
          </Button>
          <Button kind={kind}>Medium</Button>
          <Button kind={kind} size="large">
            Large
          </Button>
          <Button kind={kind} icon="plus">
            With icon
          </Button>
          <Button kind={kind} busy>
            Busy
          </Button>
          <Button kind={kind} disabled>
            Disabled
          </Button>
        </div>
      ))}
      <div className={styles.row}>
        <IconButton icon="more" label="More" />
        <IconButton icon="reload" label="Reload" size="small" />
        <IconButton icon="trash" label="Delete" disabled />
        <Spinner />
        <Spinner large />
      </div>
    </section>
  );
}

function Fields() {
  const options = [
    { value: 'a', label: 'First' },
    { value: 'b', label: 'Second' },
  ];
  return (
    <section className={styles.section}>
      <h2>Field, select, checkbox</h2>
      <div className={styles.columns}>
        <TextField label="Empty" placeholder="Placeholder" hint="A hint says what is wanted." />
        <TextField label="Filled" defaultValue="A value" aside="optional" />
        <TextField label="Wrong" defaultValue="A wrong value" error="What is wrong, and how to make it right." />
        <TextField label="Disabled" defaultValue="A value" disabled />
        <Select label="Select" options={options} />
        <Select label="Wrong select" options={options} error="Please choose." />
        <TextArea label="Text area" hint="It grows with its text." />
        <div>
          <Checkbox label="Off" />
          <Checkbox label="On" defaultChecked />
          <Checkbox label="Missing" error="Please confirm." />
        </div>
      </div>
    </section>
  );
}

function Words() {
  return (
    <section className={styles.section}>
      <h2>Badge, progress, notice, card, skeleton</h2>
      <div className={styles.row}>
        {(['neutral', 'accent', 'success', 'warning', 'danger'] as const).map((tone) => (
          <Badge key={tone} tone={tone}>
            {tone}
          </Badge>
        ))}
      </div>
      <Progress percent={40} label="Forty percent" />
      <Progress percent={70} label="Seventy percent" tone="success" />
      <Progress percent={20} label="Twenty percent" tone="danger" />
      {(['info', 'success', 'warning', 'danger'] as const).map((tone) => (
        <Notice key={tone} tone={tone} title="What happened">
          What was kept, and what to do.
        </Notice>
      ))}
      <div className={styles.columns}>
        <Card>
          <MarkedText text="A card with a **label**." />
        </Card>
        <Card sunken>A sunken card.</Card>
      </div>
      <Skeleton width="60%" />
      <Skeleton height={64} />
    </section>
  );
}

function Floating() {
  const [open, setOpen] = useState(false);
  const [choice, setChoice] = useState('a');
  const toast = useToast();
  return (
    <section className={styles.section}>
      <h2>Dialog, menu, toast</h2>
      <div className={styles.row}>
        <Button onClick={() => setOpen(true)}>Open the dialog</Button>
        <Menu trigger={<Button>Open the menu</Button>}>
          <MenuItem icon="mail" onSelect={() => undefined}>
            An item
          </MenuItem>
          <MenuChoice
            label="A choice"
            value={choice}
            options={[
              { value: 'a', label: 'First' },
              { value: 'b', label: 'Second' },
            ]}
            onChange={setChoice}
          />
          <MenuLine />
          <MenuItem icon="trash" danger onSelect={() => undefined}>
            Delete
          </MenuItem>
        </Menu>
        <Button onClick={() => toast('It is done.')}>Show a note</Button>
        <Button onClick={() => toast('It did not work.', 'danger')}>Show a bad note</Button>
      </div>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title="Delete this?"
        closeLabel="Close"
        actions={<Button kind="danger">Delete</Button>}
      >
        <p>It names what it destroys.</p>
      </Dialog>
    </section>
  );
}

function States() {
  return (
    <section className={styles.section}>
      <h2>Empty state, error state</h2>
      <Card>
        <EmptyState title="Nothing is here yet" actions={<Button kind="primary">Start the next step</Button>}>
          It says what will be here.
        </EmptyState>
      </Card>
      <Card>
        <ErrorState title="What happened" errorId="Error 4f2c" actions={<Button>Try again</Button>}>
          What was kept, and what to do.
        </ErrorState>
      </Card>
    </section>
  );
}
