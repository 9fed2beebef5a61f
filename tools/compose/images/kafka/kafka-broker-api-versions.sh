#!/bin/bash
exec 3<>/dev/tcp/localhost/9092
