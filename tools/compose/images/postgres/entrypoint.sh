# Creates the database of the variables at the first start, then serves as the user postgres.
set -e
data=/var/lib/postgresql/data
export PATH=$(echo /usr/lib/postgresql/*/bin):$PATH
chown postgres:postgres $data /run/postgresql; chmod 700 $data
as() { exec setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; }
if [ ! -s $data/PG_VERSION ]; then
    install --owner=postgres --mode=600 /dev/stdin /tmp/password <<< "$POSTGRES_PASSWORD"
    (as initdb --username="$POSTGRES_USER" --pwfile=/tmp/password --encoding=UTF8 --locale=C.UTF-8 --auth=scram-sha-256 --auth-local=trust $data) >/dev/null
    rm /tmp/password
    echo "host all all all scram-sha-256" >> $data/pg_hba.conf
    (as pg_ctl -D $data -w -o "-c listen_addresses=''" start) >/dev/null
    (as createdb -U "$POSTGRES_USER" "$POSTGRES_DB") || true
    (as pg_ctl -D $data -w -m fast stop) >/dev/null
fi
as postgres -D $data -c listen_addresses='*'
