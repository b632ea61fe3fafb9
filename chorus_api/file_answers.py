"""Answers that carry a file in base64, too large to be held in memory.

The file is decoded and written as it comes; what stands around it is kept as the JSON
that it is.
"""

import base64
import re
from collections.abc import Iterator
from typing import BinaryIO

import requests

from . import answers
from .errors import ProtocolError

# What may stand around the file.
FRAME_LIMIT = answers.ANSWER_LIMIT
# Escapes that a JSON writer may put into base64; line ends mean nothing there.
ESCAPES = ((rb"\/", b"/"), (rb"\r", b""), (rb"\n", b""))
LONGEST_ESCAPE = 6
ESCAPED = re.compile(rb"\\u00([0-9a-fA-F]{2})")


class FileAnswer:
    """Reads one answer: its file goes to the target, its frame is kept.

    :param key: the field that holds the file
    :param target: where the file goes
    :param limit: of the file, in bytes
    """

    def __init__(self, key: str, target: BinaryIO, limit: int):
        self.size = 0
        self._target = target
        self._limit = limit
        self._start = re.compile(rb'(?<!\\)"%s"\s*:\s*"' % re.escape(key.encode()))

    def read(self, response: requests.Response) -> bytes:
        """The JSON of an answer, in which the file has become an empty text.

        :raises ProtocolError: the file is not base64
        """
        pieces = answers.chunks(response)
        head = bytearray()
        found = None
        # Only an answer of success may hold a file.
        while response.status_code == 200 and found is None:
            piece = next(pieces, None)
            if piece is None:
                return bytes(head)
            # A key may lie across two pieces.
            since = max(0, len(head) - answers.CHUNK)
            head += piece
            found = self._start.search(head, since)
            self._check_frame(head)
        if found is None:
            for piece in pieces:
                head += piece
                self._check_frame(head)
            return bytes(head)
        frame = head[: found.end()]
        rest = self._write(bytes(head[found.end() :]), pieces)
        for piece in pieces:
            rest += piece
            self._check_frame(rest)
        return bytes(frame + rest)

    @staticmethod
    def _check_frame(data: bytearray) -> None:
        if len(data) > FRAME_LIMIT:
            raise requests.exceptions.ContentDecodingError("answer too long")

    def _write(self, data: bytes, pieces: Iterator[bytes]) -> bytearray:
        """Decode the file up to its closing quote, and write it to the target.

        :return: the answer from the closing quote on
        """
        while (end := data.find(b'"')) < 0:
            data = self._decode(data)
            piece = next(pieces, None)
            if piece is None:
                raise requests.exceptions.ChunkedEncodingError("answer cut")
            data += piece
        rest = self._decode(data[:end], final=True)
        if rest:
            raise ProtocolError("the file of the answer is not base64")
        return bytearray(data[end:])

    def _decode(self, data: bytes, *, final: bool = False) -> bytes:
        """Decode and write all whole groups of four characters of base64.

        :return: the characters that make no whole group yet
        :raises ProtocolError: it is not base64
        """
        kept = b""
        if not final and (escape := data.rfind(b"\\", -LONGEST_ESCAPE)) >= 0:
            data, kept = data[:escape], data[escape:]
        for escaped, plain in ESCAPES:
            data = data.replace(escaped, plain)
        data = ESCAPED.sub(lambda match: bytes.fromhex(match[1].decode()), data)
        whole = len(data) - len(data) % 4
        try:
            content = base64.b64decode(data[:whole], validate=True)
        except ValueError as error:
            raise ProtocolError("the file of the answer is not base64") from error
        self.size += len(content)
        if self.size > self._limit:
            raise requests.exceptions.ContentDecodingError("file too long")
        self._target.write(content)
        return data[whole:] + kept
