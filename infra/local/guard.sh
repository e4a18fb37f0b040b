# Usage: guard.sh KILL|INT command… with a pipe as standard input.
# Runs the command. Lines on the pipe are names of signals for it. When the pipe closes, the command gets the signal
# named first and, at the latest 8 s later, the whole process group is killed. Exits with the command's code.
last=$1
shift
exec 4<&0 </dev/null
"$@" 4<&- &
child=$!
(
  exec 3<&-
  while read -r name <&4; do kill -s "$name" "$child" 2>/dev/null; done
  if [ "$last" != KILL ]; then
    kill -s "$last" "$child" 2>/dev/null
    sleep 8
  fi
  kill -s KILL 0
) &
watch=$!
exec 3<&- 4<&-
wait "$child"
code=$?
kill -s KILL "$watch" 2>/dev/null
exit "$code"
