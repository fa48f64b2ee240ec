#!/bin/sh
# Any command of Replyby beside the unit replyby.service, as its user and with its settings; for root, and root's crontab.
# Run otherwise, a command looks into another data folder, or leaves files in this one that the service can't open.
#
#   install --mode=0755 replyby.sh /usr/local/sbin/replyby
#
# Name files by their whole path: it isn't run where you are.
exec systemd-run --quiet --collect --wait --pipe --pty \
    --uid=replyby \
    --property=UMask=0077 \
    --property=StateDirectory=replyby \
    --property=StateDirectoryMode=0700 \
    --property=WorkingDirectory=/var/lib/replyby \
    --property=EnvironmentFile=-/etc/replyby.env \
    --setenv=REPLYBY_DATA_DIR=/var/lib/replyby \
    /opt/replyby/bin/replyby "$@"
