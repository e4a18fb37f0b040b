import { useState, type ComponentProps } from 'react';
import { useText } from '../messages/language.tsx';
import { IconButton } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';

/** A password, hidden until its eye is pressed. */
export function PasswordField(props: Omit<ComponentProps<typeof TextField>, 'type' | 'action'>) {
  const { t } = useText();
  const [shown, setShown] = useState(false);
  return (
    <TextField
      {...props}
      type={shown ? 'text' : 'password'}
      action={
        <IconButton
          icon={shown ? 'eyeOff' : 'eye'}
          size="medium"
          label={shown ? t.auth.hidePassword : t.auth.showPassword}
          onClick={() => setShown(!shown)}
        />
      }
    />
  );
}
